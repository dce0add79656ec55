package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The commands that a resource lists: when they run, what they are given, and what is kept of their output. */
@Feature(Column.COMMANDS)
interface CommandStories extends Told {
    @Test
    default void each_trigger_has_its_commands_run_when_it_says() {
        TestInstance web = story().create("web", triggers("first"));
        web.awaitReady();
        assertThat(runs(web)).isEqualTo("once first, change first, start first");

        web.edit(triggers("second"));
        web.await(
                "has run what was changed",
                now -> now.getStatus().execOrEmpty().stream()
                        .filter(exec -> exec.name().equals("change"))
                        .anyMatch(exec ->
                                exec.stdout() != null && exec.stdout().tail().equals("second\n")));
        web.awaitReady();
        assertThat(runs(web)).isEqualTo("once first, change first, start first, change second, start second");

        story().admin().stop(web.ref());
        Eventually.isSo(
                "it runs and has run what a start wants",
                () -> story().admin().get(web.ref()).status().equals("Running")
                        && runs(web).endsWith("start second, start second"));
        web.awaitReady();
        assertThat(runs(web))
                .isEqualTo("once first, change first, start first, change second, start second, start second");
    }

    private static String triggers(String word) {
        return """
                exec:
                - {name: once, trigger: Once, command: [sh, -c, 'echo once WORD >> /runs']}
                - {name: change, trigger: OnChange, command: [sh, -c, 'echo change WORD >> /runs; echo WORD']}
                - {name: start, trigger: OnStart, command: [sh, -c, 'echo start WORD >> /runs']}
                """.replace("WORD", word);
    }

    private String runs(TestInstance web) {
        return story().admin().run(web.ref(), "cat /runs").strip().replace("\n", ", ");
    }

    @Test
    default void a_command_is_run_again_when_asked_to_and_once_each_time() {
        TestInstance web = story().create("web", """
                exec:
                - {name: other, command: [sh, -c, 'echo other >> /runs']}
                - {name: greet, command: [sh, -c, 'echo greet >> /runs; cat /runs']}
                """);
        web.awaitReady();

        web.annotate("rerun", "greet 2");
        web.await(
                "has answered",
                now -> now.getStatus().execOrEmpty().stream()
                        .anyMatch(exec -> exec.state() == ExecState.SUCCEEDED && "greet 2".equals(exec.rerun())));
        web.awaitReady();

        assertThat(web.exec("greet").stdout().tail()).isEqualTo("other\ngreet\ngreet\n");
        assertThat(runs(web)).isEqualTo("other, greet, greet");
    }

    @Test
    default void values_come_from_secrets_and_config_maps_and_no_secret_is_shown() {
        story().ownSecret(story().name("app"), Map.of("password", "correct horse"));
        story().configMap("app", Map.of("mode", "production"));
        TestInstance web = story().create("web", """
                exec:
                - name: configure
                  command: [sh, -c, 'echo "$PASSWORD" > /password; echo "password=$PASSWORD mode=$MODE plain=$PLAIN"; env >&2']
                  env:
                  - {name: PASSWORD, valueFrom: {secretKeyRef: {name: NAME, key: password}}}
                  - {name: MODE, valueFrom: {configMapKeyRef: {name: NAME, key: mode}}}
                  - {name: PLAIN, value: yes it is}
                """.replace("NAME", story().name("app")));
        web.awaitReady();

        ExecStatus configure = web.exec("configure");
        assertThat(configure.stdout().tail()).isEqualTo("password=[redacted] mode=production plain=yes it is\n");
        assertThat(configure.stderr().tail()).contains("MODE=production").doesNotContain("correct horse");
        assertThat(story().admin().run(web.ref(), "cat /password")).isEqualTo("correct horse\n");
        assertThat(web.status().toString()).doesNotContain("correct horse");
    }

    @Test
    default void a_command_waits_for_a_secret_that_is_not_there_and_runs_when_it_comes() {
        TestInstance web = story().create("web", """
                exec:
                - name: configure
                  command: [sh, -c, 'echo run >> /runs']
                  env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: NAME, key: password}}}]
                """.replace("NAME", story().name("late")));

        Condition ready = web.awaitReady("ValueMissing");
        assertThat(ready.getMessage()).contains(story().namespace() + "/" + story().name("late"), "create it");

        story().ownSecret(story().name("late"), Map.of("password", "correct horse"));

        web.awaitReady();
        assertThat(runs(web)).isEqualTo("run");
    }

    @Test
    default void a_command_that_may_fail_keeps_no_other_from_running() {
        TestInstance web = story().create("web", """
                exec:
                - {name: may-fail, command: ["false"], onFailure: Continue}
                - {name: after, command: [echo, went on]}
                """);
        web.awaitReady();

        assertThat(web.exec("may-fail").exitCode()).isEqualTo(1);
        assertThat(web.exec("after").stdout().tail()).isEqualTo("went on\n");
        assertThat(web.condition("ExecSucceeded").getStatus()).isEqualTo("True");
    }

    @Test
    default void a_failed_command_that_is_mended_is_run_again_and_the_instance_was_never_restarted() {
        TestInstance web = story().create("web", "exec: [{name: setup, command: [sh, -c, 'exit 7']}]");
        web.awaitReady("CommandFailed");
        Instance before = story().admin().get(web.ref());

        web.edit("exec: [{name: setup, command: [echo, mended]}]");

        web.awaitReady();
        assertThat(web.exec("setup").stdout().tail()).isEqualTo("mended\n");
        assertThat(story().admin().get(web.ref()).lastUsedAt()).isEqualTo(before.lastUsedAt());
    }
}
