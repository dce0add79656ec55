package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.Drift;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An instance that is kept as its resource says, while the resource changes and while somebody changes the instance. */
@Feature(Column.UPDATES)
interface UpdateStories extends Told {

    @Test
    default void what_is_changed_in_the_resource_is_changed_on_the_host_and_nothing_else() {
        TestInstance web = story().create("web", """
                description: first
                config: {user.color: green, user.size: small, limits.memory: 200MiB}
                devices: {eth7: {type: none}, eth8: {type: none}}
                """);
        web.awaitReady();
        Instance before = story().admin().get(web.ref());
        story().admin().setConfig(web.ref(), "user.of-the-admin", "mine");

        web.edit("""
                description: second
                config: {user.color: red, limits.memory: 300MiB, user.shape: round, user.size: null}
                devices: {eth7: null, eth9: {type: none}}
                """);
        web.awaitReady();

        Instance after = story().admin().get(web.ref());
        assertThat(after.description()).isEqualTo("second");
        assertThat(after.config())
                .containsEntry("user.color", "red")
                .containsEntry("limits.memory", "300MiB")
                .containsEntry("user.shape", "round")
                .containsEntry("user.of-the-admin", "mine")
                .doesNotContainKey("user.size");
        assertThat(after.devices()).containsKeys("eth8", "eth9").doesNotContainKey("eth7");
        assertThat(after.uuid()).isEqualTo(before.uuid());
        assertThat(after.lastUsedAt()).as("it was not restarted").isEqualTo(before.lastUsedAt());
        assertThat(web.status().driftOrEmpty()).isEmpty();
    }

    @Test
    default void a_null_of_a_server_side_apply_says_that_there_is_none_as_that_of_a_client_side_apply_does() {
        TestInstance web =
                story().create("web", "config: {user.color: green, user.shape: round}\ndevices: {eth8: {type: none}}");
        web.awaitReady();

        web.applyServerSide(story().wholeSpec(
                        "config: {user.color: null, user.shape: round}\ndevices: {eth8: {type: none, name: null}}"));
        Eventually.isSo(
                "it is gone", () -> !story().admin().get(web.ref()).config().containsKey("user.color"));
        web.awaitReady();

        Instance now = story().admin().get(web.ref());
        assertThat(now.config()).containsEntry("user.shape", "round");
        assertThat(now.devices().get("eth8")).containsOnlyKeys("type");
        assertThat(web.status().driftOrEmpty()).isEmpty();
    }

    @Test
    default void what_somebody_changes_on_the_host_is_put_back() {
        TestInstance web = story().create("web", "config: {user.color: green}\ndescription: ours");
        web.awaitReady();

        story().admin().change(web.ref(), definition -> {
            definition.withObject("/config").put("user.color", "red");
            definition.put("description", "theirs");
        });

        Eventually.isSo("it is as declared again", () -> {
            Instance now = story().admin().get(web.ref());
            return "green".equals(now.config().get("user.color"))
                    && now.description().equals("ours");
        });
        web.await(
                "is Ready, and Synced",
                now -> TestInstance.isReady(now)
                        && TestInstance.condition(now, "Synced").getStatus().equals("True"));
    }

    @Test
    default void drift_that_is_to_be_reported_is_told_and_left_while_changes_of_the_resource_are_written() {
        TestInstance web = story().create("web", "config: {user.color: green}\ndrift: Report");
        web.awaitReady();

        story().admin().setConfig(web.ref(), "user.color", "red");
        web.await(
                "tells of the drift",
                now -> now.getStatus().driftOrEmpty().contains(new Drift("config.user.color", "green", "red")));
        web.edit("config: {user.shape: round}");
        Eventually.isSo(
                "the resource's change is written",
                () -> "round".equals(story().admin().get(web.ref()).config().get("user.shape")));

        web.awaitReady();
        assertThat(story().admin().get(web.ref()).config()).containsEntry("user.color", "red");
        assertThat(web.condition("Synced").getStatus()).isEqualTo("False");
        assertThat(web.condition("Synced").getReason()).isEqualTo("Drifted");
        assertThat(web.condition("Ready").getStatus()).isEqualTo("True");

        web.edit("drift: Correct");
        Eventually.isSo(
                "it is put back",
                () -> "green".equals(story().admin().get(web.ref()).config().get("user.color")));
        web.await("tells of none", now -> now.getStatus().driftOrEmpty().isEmpty());
    }

    @Test
    default void a_change_that_needs_a_restart_waits_for_one_and_the_annotation_asks_for_one_once() {
        TestInstance web = story().create("web", "");
        web.awaitReady();
        Instance before = story().admin().get(web.ref());

        web.edit("config: {nvidia.runtime: 'false'}");
        web.await("says that a restart is required", now -> TestInstance.has(now, "RestartRequired"));

        assertThat(web.condition("RestartRequired").getMessage())
                .contains("config.nvidia.runtime", "spec.updates.restart", "incusoperator.dev/restartedAt");
        assertThat(story().admin().get(web.ref()).lastUsedAt()).isEqualTo(before.lastUsedAt());

        web.annotate("restartedAt", "2026-03-01T12:00:00Z");
        web.await("has been restarted", now -> !TestInstance.has(now, "RestartRequired") && TestInstance.isReady(now));
        String restarted = story().admin().get(web.ref()).lastUsedAt();
        assertThat(restarted).isNotEqualTo(before.lastUsedAt());

        web.edit("config: {user.color: green}");
        web.awaitReady();
        assertThat(story().admin().get(web.ref()).lastUsedAt())
                .as("one annotation, one restart")
                .isEqualTo(restarted);
    }

    @Test
    default void a_change_that_needs_a_restart_is_made_at_once_with_leave() {
        TestInstance web = story().create("web", "updates: {restart: Allowed}");
        web.awaitReady();
        Instance before = story().admin().get(web.ref());

        web.edit("config: {nvidia.runtime: 'false'}");
        Eventually.isSo(
                "it is restarted",
                () -> !story().admin().get(web.ref()).lastUsedAt().equals(before.lastUsedAt()));
        web.awaitReady();

        assertThat(web.hasCondition("RestartRequired")).isFalse();
        assertThat(story().admin().get(web.ref()).uuid()).isEqualTo(before.uuid());
    }

    @Test
    default void another_image_is_told_and_left_until_the_instance_may_be_made_anew() {
        TestInstance web = story().create("web", """
                config: {user.color: green}
                exec: [{name: count, command: [sh, -c, 'echo once >> /ran']}]
                """);
        web.awaitReady();
        Instance before = story().admin().get(web.ref());
        String fingerprint = before.config().get("volatile.base_image");

        web.edit("image: {alias: null, fingerprint: " + fingerprint + "}");
        web.await("says that its image is outdated", now -> TestInstance.has(now, "ImageOutdated"));
        assertThat(web.condition("ImageOutdated").getMessage())
                .contains("alias=busybox", "fingerprint=" + fingerprint, "spec.updates.replace");
        assertThat(web.condition("Synced").getStatus()).isEqualTo("False");
        assertThat(story().admin().get(web.ref()).uuid()).isEqualTo(before.uuid());

        boolean rebuilds = story().place().product() == Product.INCUS;
        story().admin().run(web.ref(), "touch /kept");
        web.edit("updates: {replace: " + (rebuilds ? "Rebuild" : "Recreate") + "}");
        web.await(
                "is made from the other image",
                now -> !TestInstance.has(now, "ImageOutdated") && TestInstance.isReady(now));

        Instance after = story().admin().get(web.ref());
        assertThat(after.uuid().equals(before.uuid())).isEqualTo(rebuilds);
        assertThat(after.config()).containsEntry("user.color", "green");
        assertThat(story().admin().lines(web.ref(), "/ran"))
                .as("its command ran in the new root")
                .isEqualTo(1);
        assertThat(story().admin().run(web.ref(), "test -e /kept || echo gone")).isEqualTo("gone\n");
    }

    @Test
    default void an_instance_that_somebody_deleted_is_reported_and_made_anew_when_the_resource_says_so() {
        TestInstance web = story().create("web", "onMissing: Report");
        web.awaitReady();

        story().admin().delete(web.ref());
        web.awaitReady("InstanceMissing");

        assertThat(web.condition("Stalled").getStatus()).isEqualTo("True");
        assertThat(web.status().instance().status()).isEqualTo("Missing");
        assertThat(story().admin().find(web.ref())).isEmpty();

        web.edit("onMissing: Recreate");
        web.awaitReady();
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Running");
    }

    @Test
    default void a_dry_run_tells_what_would_be_done_and_does_nothing_of_it() {
        TestInstance web = story().create("web", "config: {user.color: green}");
        web.awaitReady();
        Instance before = story().admin().get(web.ref());

        web.annotate("dry-run", "true");
        web.awaitReady("DryRun");
        web.edit("config: {user.color: red}\npowerState: Stopped");
        web.await(
                "tells its plan",
                now -> now.getStatus().plan() != null && now.getStatus().plan().size() == 2);

        assertThat(web.status().plan().get(0)).contains("config.user.color", "green", "red");
        assertThat(web.status().plan().get(1)).contains("stop", web.ref().name());
        assertThat(story().admin().get(web.ref())).isEqualTo(before);

        web.removeAnnotation("dry-run");
        web.awaitReady();
        assertThat(web.status().plan()).isNull();
        assertThat(story().admin().get(web.ref()).config()).containsEntry("user.color", "red");
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Stopped");
    }

    @Test
    default void an_instance_that_is_there_already_is_taken_over_where_that_is_allowed() {
        var there = story().ref("default", "web");
        story().admin().create(there, Map.of("user.color", "red", "user.of-the-admin", "mine"));
        story().admin().start(there);
        Instance before = story().admin().get(there);

        TestInstance web = story().create("web", "adopt: IfUnowned\ndrift: Report\nconfig: {user.color: green}");
        web.awaitReady();

        Instance taken = story().admin().get(there);
        assertThat(taken.uuid()).isEqualTo(before.uuid());
        assertThat(taken.lastUsedAt()).isEqualTo(before.lastUsedAt());
        assertThat(taken.config())
                .containsEntry("user.of-the-admin", "mine")
                .as("it is taken over as it is")
                .containsEntry("user.color", "red");
        assertThat(web.status().driftOrEmpty()).containsExactly(new Drift("config.user.color", "green", "red"));

        web.edit("drift: Correct");
        Eventually.isSo(
                "it is as declared",
                () -> "green".equals(story().admin().get(there).config().get("user.color")));

        web.edit("deletion: Orphan");
        web.awaitReady();
        web.delete();
        web.awaitGone();
        Instance left = story().admin().get(there);
        assertThat(left.status()).isEqualTo("Running");
        assertThat(left.config().keySet()).noneMatch(key -> key.startsWith("user.incusoperator."));
        assertThat(left.config()).containsEntry("user.color", "green");
    }
}
