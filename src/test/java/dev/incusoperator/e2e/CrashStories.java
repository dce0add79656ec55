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

/** The operator is killed, the daemon is killed: nothing is lost, and nothing done twice. */
@Feature(Column.FAULTS)
interface CrashStories extends Told {

    /** A script that goes on until {@link #release}. */
    String goingOn();

    /** Has it come to its end. */
    void release(TestInstance instance);

    private TestInstance running(String more) {
        TestInstance web = story().create("web", """
                exec:
                - name: slow
                  command: [sh, -c, 'echo begun; echo run >> /runs; GOING_ON; echo done']
                """.replace("GOING_ON", goingOn()) + more);
        web.await(
                "runs its command",
                now -> now.getStatus() != null
                        && now.getStatus().execOrEmpty().stream()
                                .anyMatch(exec -> exec.state() == ExecState.RUNNING && exec.operation() != null));
        Eventually.isSo("the command has begun", () -> story().admin().lines(web.ref(), "/runs") == 1);
        return web;
    }

    @Test
    default void a_command_goes_on_while_the_operator_is_killed_and_its_end_is_told_afterwards() {
        TestInstance web = running("");
        String operation = web.exec("slow").operation();

        story().operator().kill();
        story().operator().startAgain();
        assertThat(web.exec("slow").operation()).isEqualTo(operation);
        release(web);

        ExecStatus slow = web.awaitExec("slow", ExecState.SUCCEEDED);
        web.awaitReady();
        assertThat(slow.attempts()).isEqualTo(1);
        assertThat(slow.stdout().tail()).isEqualTo("begun\ndone\n");
        assertThat(story().admin().lines(web.ref(), "/runs")).isEqualTo(1);
        assertThat(story().admin().recordedOutputs(web.ref())).isEmpty();
    }

    @Test
    default void a_command_of_which_the_daemon_forgot_the_end_is_unknown_and_run_again_only_when_asked_to() {
        TestInstance web = running("");

        story().place().killDaemon();
        Condition away = web.awaitReady("HostUnreachable");
        assertThat(away.getStatus()).isEqualTo("Unknown");
        assertThat(web.condition("Stalled").getStatus()).isEmpty();
        story().place().startDaemon();

        ExecStatus slow = web.awaitExec("slow", ExecState.UNKNOWN);
        Condition ready = web.awaitReady("CommandUnknown");
        assertThat(ready.getMessage()).contains("command slow", "incusoperator.dev/rerun: slow");
        assertThat(slow.exitCode()).isNull();
        assertThat(slow.stdout().tail()).startsWith("begun\n");
        assertThat(story().admin().lines(web.ref(), "/runs")).isEqualTo(1);

        release(web);
        web.annotate("rerun", "slow");

        web.awaitExec("slow", ExecState.SUCCEEDED);
        web.awaitReady();
        assertThat(story().admin().lines(web.ref(), "/runs")).isEqualTo(2);
    }

    @Test
    default void a_command_that_may_run_twice_is_run_again_where_its_end_is_unknown() {
        TestInstance web = running("  onUnknown: Rerun\n");

        story().place().killDaemon();
        web.awaitReady("HostUnreachable");
        story().place().startDaemon();
        release(web);

        web.awaitExec("slow", ExecState.SUCCEEDED);
        web.awaitReady();
        assertThat(web.exec("slow").attempts()).isEqualTo(2);
        assertThat(story().admin().lines(web.ref(), "/runs")).isEqualTo(2);
    }

    @Test
    default void an_operator_that_is_killed_right_after_it_had_an_instance_made_makes_no_second_one() {
        TestInstance web = story().create("web", "");
        Eventually.isSo(
                "the host makes it", () -> story().admin().find(web.ref()).isPresent());

        story().operator().kill();
        Instance made = story().admin().get(web.ref());
        story().operator().startAgain();

        web.awaitReady();
        assertThat(story().admin().get(web.ref()).createdAt()).isEqualTo(made.createdAt());
        assertThat(story().admin().list())
                .filteredOn(each -> each.name().equals(web.ref().name()))
                .hasSize(1);
    }

    @Test
    default void what_happened_while_the_operator_was_away_is_put_right_when_it_is_back() {
        TestInstance stopped = story().create("stopped", "");
        TestInstance gone = story().create("gone", "");
        TestInstance undeclared = story().create("undeclared", "");
        stopped.awaitReady();
        gone.awaitReady();
        undeclared.awaitReady();

        story().operator().kill();
        story().admin().stop(stopped.ref());
        story().admin().delete(gone.ref());
        undeclared.delete();
        story().operator().startAgain();

        undeclared.awaitGone();
        assertThat(story().admin().find(undeclared.ref())).isEmpty();
        Eventually.isSo(
                "both run",
                () -> story().admin().get(stopped.ref()).status().equals("Running")
                        && story().admin()
                                .find(gone.ref())
                                .filter(i -> i.status().equals("Running"))
                                .isPresent());
        stopped.awaitReady();
        gone.awaitReady();
    }

    @Test
    default void a_resource_that_is_deleted_while_its_host_is_away_tells_how_to_let_go_and_goes_when_it_is_back() {
        TestInstance web = story().create("web", "");
        TestInstance released = story().create("released", "");
        web.awaitReady();
        released.awaitReady();

        story().place().killDaemon();
        web.delete();
        released.delete();
        web.await("names its host and tells how to let go", now -> {
            Condition ready = TestInstance.condition(now, "Ready");
            return ready.getReason().equals("HostUnreachable")
                    && ready.getMessage().contains("host " + story().host().name())
                    && ready.getMessage().contains("incusoperator.dev/force-orphan: \"true\"");
        });
        released.annotate("force-orphan", "true");
        released.awaitGone();
        assertThat(web.find()).isPresent();

        story().place().startDaemon();

        web.awaitGone();
        assertThat(story().admin().find(web.ref())).isEmpty();
        assertThat(story().admin().get(released.ref()).status()).isEqualTo("Running");
    }

    @Test
    default void a_daemon_that_is_started_again_is_found_again_and_its_instances_with_it() {
        TestInstance web = story().create("web", "");
        web.awaitReady();
        Instance before = story().admin().get(web.ref());

        story().place().killDaemon();
        web.awaitReady("HostUnreachable");
        TestInstance meanwhile = story().create("meanwhile", "");
        meanwhile.awaitReady("HostUnreachable");
        story().place().startDaemon();

        meanwhile.awaitReady();
        web.awaitReady();
        assertThat(story().admin().get(web.ref()).lastUsedAt()).isEqualTo(before.lastUsedAt());
    }

    @Test
    default void a_secret_that_is_replaced_while_its_command_runs_is_not_shown() {
        String name = story().name("app");
        story().ownSecret(name, Map.of("password", "correct horse"));
        TestInstance web =
                story().create("web", """
                exec:
                - name: print
                  command: [sh, -c, 'GOING ON; echo "password=$PASSWORD"']
                  env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: NAME, key: password}}}]
                """.replace("GOING ON", goingOn()).replace("NAME", name));
        web.await(
                "has been given it",
                now -> now.getStatus() != null
                        && now.getStatus().execOrEmpty().stream().anyMatch(exec -> exec.state() != ExecState.PENDING));

        story().ownSecret(name, Map.of("password", "battery staple"));
        release(web);

        assertThat(web.awaitExec("print", ExecState.SUCCEEDED).stdout().tail()).isEqualTo("password=[redacted]\n");
        web.awaitReady();
    }
}
