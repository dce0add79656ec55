package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.asked;
import static dev.incusoperator.instance.Given.ours;
import static dev.incusoperator.instance.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.FileStatus;
import dev.incusoperator.api.v1alpha1.InstanceFile;
import dev.incusoperator.instance.file.FileVersion;
import dev.incusoperator.instance.update.Applied;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final String WEB = "instance web in project default";

    @Test
    void a_new_instance_is_made_started_and_has_its_commands_run() {
        assertThat(plan(asked("exec: [{name: a, command: [x]}, {name: b, command: [y]}]")))
                .containsExactly("create " + WEB + " from image alias=busybox", "run command a", "run command b");
        assertThat(plan(asked("exec: [{name: a, command: [x]}]").onPlainServer()))
                .containsExactly("create " + WEB + " from image alias=busybox", "start " + WEB, "run command a");
        assertThat(plan(asked("powerState: Frozen")))
                .containsExactly("create " + WEB + " from image alias=busybox", "freeze " + WEB);
    }

    @Test
    void files_and_what_is_waited_for_are_told_in_their_place() {
        assertThat(plan(asked(
                        "files: [{path: /a, content: x}, {path: /s, secretKeyRef: {name: app, key: key}}]",
                        "readyWhen: [{type: IPv4}]",
                        "exec: [{name: greet, command: [x]}]")))
                .containsExactly(
                        "create " + WEB + " from image alias=busybox",
                        "write file /a",
                        "write file /s",
                        "waiting for a global IPv4 address",
                        "run command greet");
        assertThat(plan(asked("type: virtual-machine", "exec: [{name: greet, command: [x]}]")))
                .containsExactly(
                        "create " + WEB + " from image alias=busybox",
                        "waiting for the agent in the virtual machine to answer, to run its commands",
                        "run command greet");
    }

    @Test
    void a_file_whose_secret_has_not_been_looked_at_is_taken_to_be_as_it_was_written() {
        InstanceFile file = Given.read(InstanceFile.class, "{path: /s, secretKeyRef: {name: app, key: key}}");
        ValueRef source = FileVersion.source(file).orElseThrow();
        FileStatus written = new FileStatus(
                "/s", FileVersion.of(file, source, "uid/7"), Applied.lifeOf(ours(103)), Given.NOW.toString());
        String listed = "files: [{path: /s, secretKeyRef: {name: app, key: key}%s}]";

        assertThat(plan(asked(listed.formatted("")).seen(ours(103)).files(written)))
                .isEmpty();
        assertThat(plan(asked(listed.formatted(", mode: '0600'"))
                        .seen(ours(103))
                        .files(written)))
                .containsExactly("write file /s");
    }

    @Test
    void what_is_changed_is_named_with_its_values() {
        assertThat(plan(asked("config: {user.color: green}", "description: shop", "powerState: Stopped")
                        .seen(with(
                                ours(103),
                                Map.of("user.color", "red", Applied.KEY, "{\"source\":\"image alias=busybox\"}")))))
                .containsExactly("update config.user.color (red -> green), description ( -> shop)", "stop " + WEB);
    }

    @Test
    void a_restart_that_a_change_needs_is_told() {
        assertThat(plan(asked("config: {raw.lxc: x}", "updates: {restart: Allowed}")
                        .seen(with(ours(103), Map.of(Applied.KEY, "{\"source\":\"image alias=busybox\"}")))))
                .containsExactly("update config.raw.lxc (none -> x)", "restart " + WEB);
    }

    @Test
    void another_image_is_told_as_what_it_does() {
        Map<String, String> older = Map.of(Applied.KEY, "{\"source\":\"image alias=older\"}");

        assertThat(plan(asked("updates: {replace: Recreate}").seen(with(ours(103), older))))
                .containsExactly(
                        "make sure that " + WEB + " can be made from image alias=busybox",
                        "stop " + WEB,
                        "delete " + WEB,
                        "create " + WEB + " from image alias=busybox");
        assertThat(plan(asked("updates: {replace: Rebuild}", "exec: [{name: a, command: [x]}]")
                        .seen(with(ours(103), older))))
                .containsExactly(
                        "make sure that " + WEB + " can be made from image alias=busybox",
                        "stop " + WEB,
                        "rebuild " + WEB + " from image alias=busybox",
                        "note in the instance's config what was written",
                        "start " + WEB,
                        "run command a");
    }

    @Test
    void adoption_shows_what_would_be_changed_afterwards() {
        assertThat(plan(asked("adopt: IfUnowned", "config: {user.color: green}")
                        .seen(Given.instance(103, Map.of("user.color", "red")))))
                .containsExactly("take over " + WEB, "update config.user.color (red -> green)");
    }

    @Test
    void deletion_is_told_too() {
        assertThat(plan(asked().seen(ours(103)).deleting(true)))
                .containsExactly("stop " + WEB, "delete " + WEB, "let the resource go");
        assertThat(plan(asked("deletion: Orphan").seen(ours(103)).deleting(true)))
                .containsExactly("take the operator's mark off " + WEB + " and leave it", "let the resource go");
    }

    @Test
    void an_instance_that_is_as_declared_has_an_empty_plan() {
        assertThat(plan(asked().seen(ours(103)))).isEmpty();
    }

    private static List<String> plan(Given given) {
        return new Forecast().of(given.dryRun().situation());
    }
}
