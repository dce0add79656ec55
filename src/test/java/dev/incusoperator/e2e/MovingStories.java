package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What only a real daemon can do, or has done to it. */
@Feature(Column.FAULTS)
interface MovingStories extends Told {

    @Test
    default void a_first_download_of_one_image_by_many_at_once_ends_with_all_of_them_made() {
        TestHost host = story().openHost(
                        "images",
                        story().place().connection(story()) + "\nimageServers: {ours: {server: '"
                                + story().place().imageServer() + "'}}");
        story().admin().forgetDownloads("busybox/1.35");

        List<TestInstance> many = IntStream.range(0, 8)
                .mapToObj(i -> story().createOn(
                                host,
                                story().namespace(),
                                "web" + i,
                                "image: {alias: busybox/1.35, remote: ours}\npowerState: Stopped"))
                .toList();

        many.forEach(TestInstance::awaitReady);
    }

    @Test
    default void what_a_daemon_has_left_that_was_killed_in_the_middle_of_a_creation_is_made_again() {
        String image = story().slowImage();
        TestInstance web = story().create("web", "image: {alias: " + image + "}\nadopt: IfUnowned\nonMissing: Report");
        Eventually.isSo(
                "the host makes it", () -> story().admin().find(web.ref()).isPresent());
        Instance half = story().admin().get(web.ref());
        story().place().killDaemon();
        assertThat(half.config()).doesNotContainKey("volatile.apply_template");
        story().place().startDaemon();
        assertThat(story().admin().get(web.ref()).createdAt()).isEqualTo(half.createdAt());

        web.awaitReady();

        Instance whole = story().admin().get(web.ref());
        assertThat(whole.status()).isEqualTo("Running");
        assertThat(whole.createdAt()).isNotEqualTo(half.createdAt());
        assertThat(story().admin().run(web.ref(), "ls /many | tail -n 1")).isEqualTo("last\n");
    }

    @Test
    default void an_instance_that_somebody_moved_to_another_project_is_left_alone_there_and_another_one_is_made() {
        String project = story().name("p");
        story().admin().createProject(project);
        story().afterwards(() -> story().admin().deleteProject(project));
        TestInstance web = story().create("web", "powerState: Stopped");
        web.awaitReady();
        InstanceRef moved = story().ref(project, "web");
        assertThat(moved.name()).isEqualTo(web.ref().name());

        story().admin().move(web.ref(), project);

        Eventually.isSo(
                "there is another one", () -> story().admin().find(web.ref()).isPresent());
        web.awaitReady();
        web.delete();
        web.awaitGone();
        assertThat(story().admin().find(web.ref())).isEmpty();
        assertThat(story().admin().find(moved)).as("the one that was moved").isPresent();
    }

    @Test
    default void a_rebuild_that_fails_halfway_is_told_also_when_the_image_is_changed_back_and_can_be_replaced()
            throws IOException {
        assumeTrue(story().place().product() == Product.INCUS, "LXD 5.0 has no rebuild");
        TestInstance web = story().create("web", "");
        web.awaitReady();
        Instance before = story().admin().get(web.ref());
        InstanceRef maker = story().ref("default", "maker");
        String broken = story().name("broken");
        story().admin().create(maker, Map.of());
        story().admin().publishPlain(maker, broken);
        story().afterwards(() -> story().admin().deleteImage(broken));
        story().admin().delete(maker);
        String fingerprint = story().place()
                .client()
                .images()
                .byAlias("default", broken)
                .orElseThrow()
                .fingerprint();
        Files.delete(story().place().ownSocket().resolveSibling("images").resolve(fingerprint));

        web.edit("image: {alias: " + broken + "}\nupdates: {replace: Rebuild}");
        Condition failed = web.awaitReady("RebuildFailed");
        assertThat(failed.getMessage()).contains("spec.updates.replace: Recreate");

        web.edit("image: {alias: busybox}");
        web.awaitReady("RebuildFailed");

        web.edit("updates: {replace: Recreate}");
        web.awaitReady();
        Instance after = story().admin().get(web.ref());
        assertThat(after.uuid()).isNotEqualTo(before.uuid());
        assertThat(after.status()).isEqualTo("Running");
    }
}
