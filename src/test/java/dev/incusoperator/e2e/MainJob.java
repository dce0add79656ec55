package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the operator is for: these stories are told of each product and each way to reach it. */
@Feature(Column.LIFECYCLE)
interface MainJob extends Told {

    @Test
    default void an_instance_is_made_and_its_command_run_and_with_its_resource_it_goes() {
        TestInstance web = story().create("web", """
                config: {user.color: green}
                exec:
                - name: greet
                  command: [sh, -c, "echo hello from $(hostname); echo a warning >&2; echo run >> /runs"]
                """);

        web.awaitReady();
        Instance seen = story().admin().get(web.ref());
        assertThat(seen.status()).isEqualTo("Running");
        assertThat(seen.config()).containsEntry("user.color", "green");
        ExecStatus greet = web.exec("greet");
        assertThat(greet.state()).isEqualTo(ExecState.SUCCEEDED);
        assertThat(greet.exitCode()).isZero();
        assertThat(greet.attempts()).isEqualTo(1);
        assertThat(greet.stdout().tail()).isEqualTo("hello from " + web.ref().name() + "\n");
        assertThat(greet.stderr().tail()).isEqualTo("a warning\n");
        assertThat(web.status().instance().name()).isEqualTo(web.ref().name());
        assertThat(web.status().operation().state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(story().admin().recordedOutputs(web.ref()))
                .as("outputs that are in the status are kept on the host no longer")
                .isEmpty();
        assertThat(story().admin().lines(web.ref(), "/runs")).isEqualTo(1);

        web.delete();
        web.awaitGone();

        assertThat(story().admin().find(web.ref())).isEmpty();
    }

    @Test
    default void an_instance_that_was_stopped_by_somebody_is_started_again() {
        TestInstance web = story().create("web", "");
        web.awaitReady();
        String startedBefore = story().admin().get(web.ref()).lastUsedAt();

        story().admin().stop(web.ref());

        Eventually.isSo("it was started once more", () -> {
            Instance now = story().admin().get(web.ref());
            return now.status().equals("Running") && !now.lastUsedAt().equals(startedBefore);
        });
        web.awaitReady();
    }

    @Test
    default void an_instance_that_was_deleted_by_somebody_is_made_anew_and_its_commands_run_in_it() {
        TestInstance web =
                story().create("web", "exec: [{name: install, command: [sh, -c, 'echo run >> /runs'], trigger: Once}]");
        web.awaitReady();
        String first = story().admin().get(web.ref()).uuid().orElseThrow();

        story().admin().delete(web.ref());

        Eventually.isSo(
                "there is another one",
                () -> story().admin()
                        .find(web.ref())
                        .flatMap(Instance::uuid)
                        .filter(uuid -> !uuid.equals(first))
                        .isPresent());
        web.await(
                "tells of the new one",
                now -> !first.equals(
                        now.getStatus().instance() == null
                                ? first
                                : now.getStatus().instance().uuid()));
        web.awaitReady();
        assertThat(story().admin().lines(web.ref(), "/runs")).isEqualTo(1);
    }

    @Test
    default void a_container_of_somebody_else_is_not_touched_and_once_it_is_gone_the_resource_goes_on() {
        var foreign = story().ref("default", "web");
        story().admin().create(foreign, Map.of("user.owner", "somebody"));
        Instance before = story().admin().get(foreign);

        TestInstance web = story().create("web", "");

        Condition ready = web.awaitReady("NameConflict");
        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getMessage()).contains(foreign.name(), "was not made by this operator", "spec.instanceName");
        assertThat(web.condition("Stalled").getStatus()).isEqualTo("True");
        assertThat(story().admin().get(foreign)).isEqualTo(before);

        story().admin().delete(foreign);

        web.awaitReady();
        assertThat(story().admin().get(web.ref()).config()).doesNotContainKey("user.owner");
    }

    @Test
    default void a_command_that_fails_and_one_that_is_not_there_are_told_apart() {
        TestInstance web = story().create("web", """
                exec:
                - {name: absent, command: [no-such-program], onFailure: Continue}
                - {name: three, command: [sh, -c, "echo before the end; exit 3"]}
                - {name: never, command: ["true"]}
                """);

        Condition ready = web.awaitReady("CommandFailed");

        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getMessage()).contains("command three", "exited with code 3", "incusoperator.dev/rerun");
        assertThat(web.exec("absent").state()).isEqualTo(ExecState.FAILED);
        assertThat(web.exec("absent").message()).contains("ommand not found", "PATH");
        assertThat(web.exec("three").exitCode()).isEqualTo(3);
        assertThat(web.exec("three").stdout().tail()).isEqualTo("before the end\n");
        assertThat(web.status().execOrEmpty()).extracting(ExecStatus::name).doesNotContain("never");
    }

    @Test
    default void a_command_that_never_ends_is_ended_by_its_timeout_with_its_children() {
        TestInstance web = story().create("web", """
                exec:
                - name: forever
                  command: [sh, -c, "echo begun; sleep 47111 & sleep 47112"]
                  timeout: 1s
                """);

        web.awaitReady("CommandFailed");

        ExecStatus forever = web.exec("forever");
        assertThat(forever.state()).isEqualTo(ExecState.FAILED);
        assertThat(forever.message()).contains("timed out after 1s");
        assertThat(forever.stdout().tail()).isEqualTo("begun\n");
        assertThat(story().admin().run(web.ref(), "ps || true")).doesNotContain("4711");
    }

    @Test
    default void what_the_host_refuses_to_make_is_told_with_the_reason_it_gives() {
        TestInstance image = story().create("image", "image: {alias: no-such-image}");
        TestInstance network =
                story().create("network", "devices: {eth0: {type: nic, network: no-such-network, name: eth0}}");
        TestInstance value = story().create("value", "config: {limits.cpu: banana}");

        Condition noImage = image.awaitReady("CreateFailed");
        assertThat(noImage.getStatus()).isEqualTo("False");
        assertThat(noImage.getMessage()).containsIgnoringCase("image").contains("spec.image");
        assertThat(network.awaitReady("CreateFailed").getMessage())
                .containsIgnoringCase("network")
                .contains("spec.devices");
        assertThat(value.awaitReady("CreateFailed").getMessage()).contains("CPU");
        assertThat(value.condition("Stalled").getStatus()).isEqualTo("True");

        value.edit("config: {limits.cpu: '1'}");

        value.awaitReady();
    }

    @Test
    default void an_orphaned_instance_stays_without_the_mark_and_goes_on_running() {
        TestInstance web = story().create("web", "deletion: Orphan\nconfig: {user.color: green}");
        web.awaitReady();
        Instance before = story().admin().get(web.ref());

        web.delete();
        web.awaitGone();

        Instance left = story().admin().get(web.ref());
        assertThat(left.status()).isEqualTo("Running");
        assertThat(left.lastUsedAt()).isEqualTo(before.lastUsedAt());
        assertThat(left.config().keySet()).noneMatch(key -> key.startsWith("user.incusoperator."));
        assertThat(left.config()).containsEntry("user.color", "green");
    }
}
