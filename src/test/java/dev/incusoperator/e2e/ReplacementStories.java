package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An instance that is to be replaced from another source: only when that can succeed. */
@Feature(Column.REPLACEMENT)
interface ReplacementStories extends Told {

    @Test
    default void a_mistyped_image_costs_neither_the_instance_nor_its_snapshots() {
        TestInstance web = story().create("web", "");
        web.awaitReady();
        story().admin().snapshot(web.ref(), "kept");
        Instance before = story().admin().get(web.ref());

        web.edit("image: {alias: busybux}\nupdates: {replace: Recreate}");
        Condition refused = web.awaitReady("ReplacementNotPossible");

        assertThat(refused.getMessage()).contains("image \"busybux\" is not in the host's own store");
        assertThat(web.condition("Stalled").getStatus()).isEqualTo("True");
        isUntouched(web, before);
        assertThat(story().admin().snapshots(web.ref())).containsExactly("kept");

        web.edit("image: {alias: busybox}");
        web.awaitReady();
        isUntouched(web, before);
    }

    @Test
    default void an_image_that_its_server_does_not_have_costs_nothing_either() {
        TestInstance web = story().createOn(withImageServers(), "");
        web.awaitReady();
        Instance before = story().admin().get(web.ref());

        web.edit("image: {alias: busybux/1.35, remote: ours}\nupdates: {replace: Recreate}");
        Condition refused = web.awaitReady("ReplacementNotPossible");

        assertThat(refused.getMessage()).contains("image \"busybux/1.35\" is not on the image server ours");
        isUntouched(web, before);
    }

    @Test
    default void an_image_server_that_is_away_is_waited_for_while_the_old_instance_runs() {
        TestInstance web = story().createOn(withImageServers(), "");
        web.awaitReady();
        Instance before = story().admin().get(web.ref());

        web.edit("image: {alias: busybox/1.35, remote: away}\nupdates: {replace: Recreate}");
        web.awaitReady("ReplacementNotPossible");

        assertThat(web.hasCondition("Stalled")).isFalse();
        isUntouched(web, before);
    }

    @Test
    default void an_image_of_an_image_server_is_downloaded_before_the_old_instance_is_deleted() {
        TestInstance web = story().createOn(withImageServers(), "");
        web.awaitReady();
        Instance before = story().admin().get(web.ref());

        web.edit("image: {alias: busybox/1.35, remote: ours}\nupdates: {replace: Recreate}");
        web.await(
                "is made from the other image",
                now -> !TestInstance.has(now, "ImageOutdated") && TestInstance.isReady(now));

        Instance after = story().admin().get(web.ref());
        assertThat(after.uuid()).isNotEqualTo(before.uuid());
        assertThat(after.config().get("volatile.base_image"))
                .isNotEqualTo(before.config().get("volatile.base_image"));
        assertThat(after.status()).isEqualTo("Running");
    }

    @Test
    default void an_instance_with_snapshots_is_not_stopped_for_a_rebuild_that_the_server_refuses() {
        assumeTrue(story().place().product() == Product.INCUS, "LXD 5.0 has no rebuild");
        TestInstance web = story().create("web", "");
        web.awaitReady();
        story().admin().snapshot(web.ref(), "kept");
        Instance before = story().admin().get(web.ref());
        String fingerprint = before.config().get("volatile.base_image");

        web.edit("image: {alias: null, fingerprint: " + fingerprint + "}\nupdates: {replace: Rebuild}");
        Condition refused = web.awaitReady("ReplacementNotPossible");

        assertThat(refused.getMessage()).contains("snapshots", "kept", "spec.updates.replace: Recreate");
        isUntouched(web, before);

        story().admin().deleteSnapshot(web.ref(), "kept");
        web.edit("description: without snapshots");
        web.await(
                "is made from the other image",
                now -> !TestInstance.has(now, "ImageOutdated") && TestInstance.isReady(now));
        assertThat(story().admin().get(web.ref()).uuid()).isEqualTo(before.uuid());
    }

    @Test
    default void an_instance_that_is_protected_from_deletion_is_not_stopped_to_be_made_anew() {
        TestInstance web = story().create("web", "config: {security.protection.delete: 'true'}");
        web.awaitReady();
        Instance before = story().admin().get(web.ref());
        String fingerprint = before.config().get("volatile.base_image");

        web.edit("image: {alias: null, fingerprint: " + fingerprint + "}\nupdates: {replace: Recreate}");
        Condition refused = web.awaitReady("ReplacementNotPossible");

        assertThat(refused.getMessage()).contains("security.protection.delete");
        isUntouched(web, before);

        web.edit("config: {security.protection.delete: null}");
        web.await(
                "is made from the other image",
                now -> !TestInstance.has(now, "ImageOutdated") && TestInstance.isReady(now));
        assertThat(story().admin().get(web.ref()).uuid()).isNotEqualTo(before.uuid());
    }

    @Test
    default void a_definition_that_the_server_refuses_costs_nothing_either() {
        TestInstance web = story().create("web", "");
        web.awaitReady();
        Instance before = story().admin().get(web.ref());
        String fingerprint = before.config().get("volatile.base_image");

        web.edit("image: {alias: null, fingerprint: " + fingerprint
                + "}\nconfig: {limits.cpu: banana}\nupdates: {replace: Recreate}");
        Condition refused = web.awaitReady("UpdateFailed");

        assertThat(refused.getMessage()).contains("limits.cpu: \"banana\": Invalid CPU limit syntax");
        isUntouched(web, before);
    }

    @Test
    default void an_operator_that_is_killed_in_the_middle_of_a_replacement_goes_on_with_it() {
        TestInstance web = story().create("web", "");
        web.awaitReady();
        Instance before = story().admin().get(web.ref());
        String fingerprint = before.config().get("volatile.base_image");

        web.edit("image: {alias: null, fingerprint: " + fingerprint + "}\nupdates: {replace: Recreate}");
        Eventually.isSo(
                "it has begun",
                () -> story().admin()
                        .find(web.ref())
                        .map(now -> !now.status().equals("Running")
                                || !now.uuid().equals(before.uuid())
                                || now.config()
                                        .get("user.incusoperator.applied")
                                        .contains("\"rebuild\":"))
                        .orElse(true));
        story().operator().kill();
        story().operator().startAgain();

        web.await(
                "is made from the other image",
                now -> !TestInstance.has(now, "ImageOutdated") && TestInstance.isReady(now));
        assertThat(story().admin().get(web.ref()).uuid()).isNotEqualTo(before.uuid());
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Running");
    }

    private TestHost withImageServers() {
        return story().openHost(
                        "images",
                        story().place().connection(story()) + "\nimageServers: {ours: {server: '"
                                + story().place().imageServer() + "'}, away: {server: 'https://127.0.0.1:9'}}");
    }

    /** It is the same instance, it runs, and it was not stopped in between. */
    private void isUntouched(TestInstance web, Instance before) {
        Instance now = story().admin().get(web.ref());
        assertThat(List.of(now.uuid(), now.lastUsedAt(), now.status()))
                .isEqualTo(List.of(before.uuid(), before.lastUsedAt(), "Running"));
    }
}
