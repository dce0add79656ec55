package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.chaos.LongRun;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.Mark;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Instances whose resource goes without taking them along, and deletions that must not go through yet. */
@Feature(Column.DELETION)
interface OrphanStories extends Told {
    @Test
    default void a_finalizer_that_came_after_the_deletion_was_decided_leaves_no_instance() {
        assumeTrue(story().operator().kube().isReal(), "only a real API server admits a deletion by a webhook");
        TestHost host = story().openHost("host", story().place().connection(story()) + "\npaused: true");
        TestInstance web = story().createOn(host, "");
        web.awaitReady("Paused");
        assertThat(web.isHeld()).as("it has nothing on the host").isFalse();

        try (HeldDeletions held = new HeldDeletions(web)) {
            CompletableFuture<Void> deletion = CompletableFuture.runAsync(web::delete);
            held.awaitAsked();
            host.edit("paused: false");
            web.awaitReady();
            assertThat(web.isHeld()).isTrue();
            assertThat(web.get().isMarkedForDeletion()).isFalse();
            held.release();
            deletion.join();
        }

        web.awaitGone();
        Eventually.isSo(
                "its instance is gone", () -> story().admin().find(web.ref()).isEmpty());
    }

    @LongRun
    @Test
    default void of_resources_that_are_made_and_deleted_at_once_no_instance_is_left() {
        List<TestInstance> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            TestInstance each = story().create("web-" + i, "powerState: Stopped");
            CompletableFuture<Void> deletion = CompletableFuture.runAsync(each::delete);
            all.add(each);
            if (i % 2 == 0) {
                deletion.join();
            }
        }

        all.forEach(TestInstance::awaitGone);
        Eventually.isSo(
                "no instance is left",
                () -> all.stream()
                        .allMatch(each -> story().admin().find(each.ref()).isEmpty()));
    }

    @Test
    default void an_instance_whose_resource_is_gone_is_reported_on_its_host_and_kept_by_a_resource_of_that_name() {
        TestInstance web = story().create("web", "");
        web.awaitReady();
        String before = story().admin().get(web.ref()).createdAt();
        story().operator().kill();
        web.letGo();
        web.delete();
        web.awaitGone();

        story().operator().startAgain();

        String orphans = story().host().awaitCondition("Orphans", "True");
        assertThat(orphans).contains(web.ref().name(), web.namespace() + "/" + web.name());
        Eventually.isSo(
                "an Event tells it",
                () -> story().operator().kube().client().v1().events().inNamespace("default").list().getItems().stream()
                        .anyMatch(event -> event.getReason().equals("OrphansFound")
                                && event.getMessage().contains(web.name())));
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Running");

        TestInstance again = story().create("web", "");
        again.awaitReady();
        assertThat(story().admin().get(web.ref()).createdAt()).isEqualTo(before);
        story().host().awaitNoCondition("Orphans");
    }

    @Test
    default void where_the_host_says_so_an_instance_whose_resource_is_gone_is_deleted_unless_it_was_to_be_left() {
        TestInstance web = story().create("web", "");
        TestInstance other = story().create("other", "");
        TestInstance left = story().create("left", "deletion: Orphan");
        TestInstance forced = story().create("forced", "");
        List.of(web, other, left, forced).forEach(TestInstance::awaitReady);
        forced.annotate("force-orphan", "true");
        forced.delete();
        forced.awaitGone();
        assertThat(story().admin().get(forced.ref()).config()).doesNotContainKey(Mark.OWNER);
        story().operator().kill(); // it would put their finalizers back
        for (TestInstance lost : List.of(web, left)) {
            lost.letGo();
            lost.delete();
            lost.awaitGone();
        }
        story().operator().startAgainWith(Map.of("INCUS_OPERATOR_HOSTS_RELIST_INTERVAL", "2s"));
        try {
            assertThat(story().host().awaitCondition("Orphans", "True"))
                    .contains(web.ref().name(), left.ref().name());

            story().host().edit("orphans: Delete");

            Eventually.isSo("it is gone", () -> story().admin().find(web.ref()).isEmpty());
            Eventually.isSo(
                    "only the one that was to be left is told",
                    () -> !story().host()
                            .awaitCondition("Orphans", "True")
                            .contains(web.ref().name()));
            for (TestInstance there : List.of(other, left, forced)) {
                assertThat(story().admin().get(there.ref()).status())
                        .as(there.name())
                        .isEqualTo("Running");
            }
        } finally {
            story().operator().kill();
            story().operator().startAgain();
        }
    }

    @Test
    default void a_finalizer_without_access_keeps_neither_the_resource_nor_its_host() {
        TestHost host = story().host("closed", story().place().connection(story()) + "\naccess: []");
        TestInstance web = story().createOn(host, "project: invented");
        web.awaitReady("PolicyDenied");
        web.writeFinalizer();
        web.edit("description: written after its finalizer");
        web.awaitReady("PolicyDenied");
        assertThat(host.isHeld()).as("the host is not in use").isFalse();

        web.delete();
        web.awaitGone();
        host.delete();
        Eventually.isSo("the host is gone", () -> !host.exists());
    }

    @Test
    default void a_namespace_from_which_access_was_taken_away_can_still_delete_what_it_has() {
        TestInstance web = story().create("web", "");
        web.awaitReady();
        story().host().edit("access: []");
        web.awaitReady("PolicyDenied");
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Running");
        assertThat(story().host().isHeld()).isTrue();

        web.delete();
        web.awaitGone();

        assertThat(story().admin().find(web.ref())).isEmpty();
    }

    @Test
    default void a_protected_instance_runs_on_when_its_resource_is_deleted_until_it_is_no_longer_protected() {
        TestInstance web = story().create("web", "config: {security.protection.delete: 'true'}");
        TestInstance admins = story().create("admins", "");
        web.awaitReady();
        admins.awaitReady();
        story().admin().setConfig(admins.ref(), "security.protection.delete", "true");
        Eventually.isSo("it is protected", () -> {
            Instance seen = story().admin().get(admins.ref());
            return "true".equals(seen.config().get("security.protection.delete"));
        });

        web.delete();
        admins.delete();
        assertThat(web.awaitReady("DeletionProtected").getMessage()).contains("spec.config");
        assertThat(admins.awaitReady("DeletionProtected").getMessage()).contains("on the host");
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Running");
        assertThat(story().admin().get(admins.ref()).status()).isEqualTo("Running");

        web.edit("config: null");
        story().admin().setConfig(admins.ref(), "security.protection.delete", "");
        web.awaitGone();
        admins.awaitGone();
        assertThat(story().admin().find(web.ref())).isEmpty();
        assertThat(story().admin().find(admins.ref())).isEmpty();
    }
}
