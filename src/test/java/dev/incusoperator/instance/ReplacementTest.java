package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.simulated.Latency;
import dev.incusoperator.simulated.SimulatedImage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Replacements and creations that the host breaks off. */
class ReplacementTest {
    private static final String REBUILD = "/1.0/instances/{name}/rebuild";
    private static final String HALFWAY = "Failed rebuilding instance from image: write: no space left on device";

    @Test
    void a_rebuild_that_fails_halfway_is_known_as_such_also_when_the_image_is_changed_back() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.simulated.admin().addImage(SimulatedImage.container("another"));
            bench.simulated.faults().failOperations("Rebuilding instance", HALFWAY);

            bench.asks("image: {alias: another}", "updates: {replace: Rebuild}");
            bench.untilReady("False RebuildFailed");

            assertThat(bench.simulated.instance("web").orElseThrow().running())
                    .as("what ran runs again")
                    .isTrue();
            assertThat(applied(bench)).contains("the rebuild failed halfway");

            bench.simulated.faults().heal();
            bench.asks("image: {alias: busybox}", "updates: {replace: Rebuild}");
            bench.untilReady("True Ready");
            assertThat(bench.sent("POST", REBUILD)).isEqualTo(2);
            assertThat(applied(bench))
                    .contains("\"source\":\"image alias=busybox\"")
                    .doesNotContain("halfway");
        }
    }

    @Test
    void a_rebuild_that_fails_before_it_has_done_anything_leaves_the_instance_as_it_was() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.simulated.admin().addImage(SimulatedImage.container("another"));
            bench.simulated.faults().failOperations("Rebuilding instance", "Image not provided for instance rebuild");

            bench.asks("image: {alias: another}", "updates: {replace: Rebuild}");
            bench.untilReady("False RebuildFailed");
            assertThat(bench.simulated.instance("web").orElseThrow().running()).isTrue();
            bench.passes(Duration.ofMinutes(1));
            bench.reconcile();
            assertThat(bench.sent("POST", REBUILD))
                    .as("it is not stopped for it again and again")
                    .isEqualTo(1);

            bench.asks("image: {alias: busybox}", "updates: {replace: Rebuild}");
            bench.untilReady("True Ready");
            assertThat(bench.sent("POST", REBUILD)).isEqualTo(1);
        }
    }

    @Test
    void an_operator_that_is_restarted_after_a_rebuild_failed_starts_the_instance_again() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.simulated.admin().addImage(SimulatedImage.container("another"));
            bench.simulated.faults().failOperations("Rebuilding instance", "Image not provided for instance rebuild");
            bench.asks("image: {alias: another}", "updates: {replace: Rebuild}");
            bench.until(b -> b.sent("POST", REBUILD) == 1);
            bench.restartOperator();

            bench.until(b -> b.simulated.instance("web").orElseThrow().running());
        }
    }

    @Test
    void an_image_that_is_deleted_while_the_instance_is_being_stopped_costs_it_nothing() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.simulated.admin().addImage(SimulatedImage.container("another"));
            bench.asks("image: {alias: another}", "updates: {replace: Recreate}");
            bench.until(b -> b.sent("PUT", "/1.0/instances/{name}/state") > 0);
            bench.simulated.admin().removeImage("another");

            bench.untilReady("False ReplaceFailed");

            assertThat(bench.sent("DELETE", "/1.0/instances/{name}")).isZero();
            assertThat(bench.simulated.instance("web").orElseThrow().running()).isTrue();
            assertThat(bench.message()).contains("image \"another\" is not in the host's own store");
        }
    }

    @Test
    void a_creation_of_many_that_download_one_image_at_once_is_tried_again_in_seconds() {
        try (Bench bench = new Bench(Product.INCUS, "powerState: Stopped", "image: {alias: nothing}")) {
            bench.untilReady("False CreateFailed");
            bench.simulated
                    .faults()
                    .failOperations(
                            "Creating instance", "UNIQUE constraint failed: images.project_id, images.fingerprint");
            bench.asks("powerState: Stopped");
            bench.untilReady("False CreateFailed");
            assertThat(bench.status().conditionsOrEmpty())
                    .noneMatch(each -> each.getType().equals("Stalled"));

            bench.simulated.faults().heal();
            bench.passes(Duration.ofSeconds(3));

            bench.untilReady("True Ready");
        }
    }

    @Test
    void what_a_creation_has_left_that_was_broken_off_is_deleted_and_made_again() {
        Latency slow = Latency.none().with(Latency.Kind.CREATE, Duration.ofSeconds(10));
        try (Bench bench = new Bench(Product.INCUS, slow)) {
            bench.until(b -> b.simulated.instance("web").isPresent());
            String half = uuid(bench);
            bench.simulated.faults().restartDaemon();

            bench.until(b -> b.simulated
                    .instance("web")
                    .filter(i -> !uuid(b).equals(half))
                    .isPresent());
            bench.passes(Duration.ofSeconds(11));
            bench.untilReady("True Ready");

            assertThat(bench.sent("POST", "/1.0/instances")).isEqualTo(2);
        }
    }

    @Test
    void what_is_still_being_made_is_followed_and_not_deleted() {
        Latency slow = Latency.none().with(Latency.Kind.CREATE, Duration.ofSeconds(10));
        try (Bench bench = new Bench(Product.INCUS, slow)) {
            bench.until(b -> b.simulated.instance("web").isPresent());
            String begun = uuid(bench);
            bench.resource.setStatus(null);
            bench.restartOperator();

            bench.until(b -> b.status() != null
                    && b.status().operation() != null
                    && b.status().operation().action().equals("create"));
            bench.passes(Duration.ofSeconds(11));
            bench.untilReady("True Ready");

            assertThat(uuid(bench)).isEqualTo(begun);
            assertThat(bench.sent("DELETE", "/1.0/instances/{name}")).isZero();
        }
    }

    private static String uuid(Bench bench) {
        return String.valueOf(
                bench.simulated.instance("web").orElseThrow().config().get("volatile.uuid"));
    }

    private static String applied(Bench bench) {
        return bench.simulated.instance("web").orElseThrow().config().get("user.incusoperator.applied");
    }
}
