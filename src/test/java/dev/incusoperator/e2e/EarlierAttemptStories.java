package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import org.junit.jupiter.api.Test;

/** The daemon is killed in the middle of a command that may run twice: never twice at a time. */
@Feature(Column.COMMANDS)
interface EarlierAttemptStories extends Told {

    private TestInstance cutOff(String timeout, String script) {
        TestInstance web = story().create("web", """
                exec:
                - {name: slow, timeout: TIMEOUT, onUnknown: Rerun, command: [sh, -c, 'SCRIPT']}
                """.replace("TIMEOUT", timeout).replace("SCRIPT", script));
        Eventually.isSo(
                "the first attempt has begun",
                () -> story().admin()
                        .find(web.ref())
                        .filter(instance -> instance.status().equals("Running"))
                        .filter(instance -> story().admin().lines(web.ref(), "/runs") == 1)
                        .isPresent());
        web.await(
                "says so",
                now -> now.getStatus().execOrEmpty().stream()
                        .anyMatch(exec -> exec.state() == ExecState.RUNNING && exec.operation() != null));
        story().place().killDaemon();
        web.awaitReady("HostUnreachable");
        story().place().startDaemon();
        return web;
    }

    @Test
    default void the_second_attempt_begins_when_the_first_which_outlived_the_daemon_has_ended() {
        TestInstance web =
                cutOff("5m", "echo begin >> /runs; until test -e /released; do sleep 0.1; done; echo end >> /runs");
        web.await(
                "waits for the first attempt",
                now -> TestInstance.condition(now, "Ready")
                        .getMessage()
                        .contains("an earlier attempt of command slow"));
        assertThat(story().admin().run(web.ref(), "cat /runs")).isEqualTo("begin\n");

        story().admin().run(web.ref(), "touch /released");

        web.awaitExec("slow", ExecState.SUCCEEDED);
        web.awaitReady();
        assertThat(story().admin().run(web.ref(), "cat /runs")).isEqualTo("begin\nend\nbegin\nend\n");
        assertThat(web.exec("slow").attempts()).isEqualTo(2);
        assertThat(story().admin().recordedOutputs(web.ref())).isEmpty();
    }

    @Test
    default void a_first_attempt_is_waited_for_as_well_where_its_command_left_the_spec_and_came_back() {
        String script = "echo begin >> /runs; until test -e /released; do sleep 0.1; done; echo end >> /runs";
        TestInstance web = cutOff("5m", script);
        web.await(
                "knows that the command may still run",
                now -> now.getStatus().execOrEmpty().stream().anyMatch(exec -> exec.state() == ExecState.UNKNOWN));

        web.edit("exec: []");
        web.awaitReady();
        web.edit("""
                exec:
                - {name: slow, timeout: 5m, onUnknown: Rerun, command: [sh, -c, 'SCRIPT']}
                """.replace("SCRIPT", script));
        web.await(
                "waits for the first attempt",
                now -> TestInstance.condition(now, "Ready")
                        .getMessage()
                        .contains("an earlier attempt of command slow"));
        assertThat(story().admin().run(web.ref(), "cat /runs")).isEqualTo("begin\n");

        story().admin().run(web.ref(), "touch /released");

        web.awaitExec("slow", ExecState.SUCCEEDED);
        assertThat(story().admin().run(web.ref(), "cat /runs")).isEqualTo("begin\nend\nbegin\nend\n");
    }

    @Test
    default void a_first_attempt_that_does_not_end_is_ended_when_its_time_is_over() {
        TestInstance web = cutOff("15s", "test -e /runs && exit 0; echo $$ >> /runs; while true; do sleep 0.1; done");

        web.awaitExec("slow", ExecState.SUCCEEDED);
        web.awaitReady();

        assertThat(web.exec("slow").attempts()).isEqualTo(2);
        assertThat(story().admin().run(web.ref(), "test -e /proc/$(cat /runs) && echo runs || echo gone"))
                .isEqualTo("gone\n");
        assertThat(story().admin().recordedOutputs(web.ref())).isEmpty();
    }
}
