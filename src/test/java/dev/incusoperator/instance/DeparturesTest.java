package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.instance.ResourceLookup.Answer;
import dev.incusoperator.simulated.Latency;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the instance of a resource that the API server has deleted although it carried our finalizer. */
class DeparturesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Bench bench;
    private Departures departures;
    private static final Duration TAKES = Duration.ofSeconds(10);

    private final List<HostKey> told = new CopyOnWriteArrayList<>();
    private volatile Answer answer = Answer.GONE;

    @AfterEach
    void end() {
        departures.close();
        bench.close();
    }

    @Test
    void it_is_stopped_and_deleted() {
        begin();

        assertThat(departures.takeTorn(last())).isTrue();

        awaitGone();
        assertThat(stops()).as("gracefully").containsExactly(false);
    }

    /** As on a busy machine: the next look was minutes away then. */
    @Test
    void one_whose_creation_ends_while_it_is_looked_at_is_deleted_at_once() {
        bench = new Bench(Product.INCUS, Latency.none().with(Latency.Kind.CREATE, TAKES));
        bench.until(now -> now.sent("POST", "/1.0/instances") == 1);
        departures = bench.departures(id -> answer, told::add);
        IncusInstance last = last();
        last.setStatus(null); // it was gone before the operation could be written down
        bench.host.onceSeenRunning(() -> {
            bench.passes(TAKES);
            await().atMost(PATIENCE)
                    .until(() ->
                            bench.client().operations().list("default").stream().allMatch(Operation::done));
            departures.instanceChanged(bench.host.key(), new InstanceRef("default", "web"));
        });

        departures.takeTorn(last);

        await().atMost(PATIENCE).until(() -> bench.sent("DELETE", "/1.0/instances/{name}") == 1);
    }

    @Test
    void its_host_is_kept_until_it_is_deleted() {
        begin(Latency.none().with(Latency.Kind.STOP, TAKES));
        assertThat(departures.keeps(bench.host.key())).isFalse();
        CountDownLatch seen = new CountDownLatch(1);
        bench.host.onceSeenRunning(seen::countDown);

        departures.takeTorn(last());

        await().atMost(PATIENCE).until(() -> seen.getCount() == 0);
        assertThat(departures.keeps(bench.host.key())).isTrue();
        told.clear();
        bench.passes(TAKES);
        awaitGone();
        await().atMost(PATIENCE).until(() -> !told.isEmpty() && !departures.keeps(bench.host.key()));
    }

    @Test
    void one_that_waits_for_a_person_does_not_keep_its_host() {
        begin("config: {security.protection.delete: 'true'}");

        departures.takeTorn(last());

        await().atMost(PATIENCE).until(() -> !departures.keeps(bench.host.key()));
        assertThat(departures.isLeaving(bench.host.key(), Bench.ID)).isTrue();
        assertThat(told).as("told when it begins, and when it waits").hasSize(2);
    }

    @Test
    void it_is_left_without_a_mark_where_the_resource_says_orphan() {
        begin("deletion: Orphan");

        isLeftWithoutAMark(last());
    }

    @Test
    void it_is_left_without_a_mark_where_the_resource_lets_go_by_force() {
        begin();
        IncusInstance forced = last();
        forced.getMetadata().setAnnotations(Map.of("incusoperator.dev/force-orphan", "true"));

        isLeftWithoutAMark(forced);
    }

    private void isLeftWithoutAMark(IncusInstance last) {
        assertThat(departures.takeTorn(last)).isTrue();

        await().atMost(PATIENCE).untilAsserted(() -> {
            departures.hostChanged(bench.host.key());
            assertThat(bench.simulated.instance("web").orElseThrow().config()).doesNotContainKey(Mark.OWNER);
        });
        assertThat(bench.simulated.instance("web").orElseThrow().running()).isTrue();
    }

    @Test
    void a_resource_that_exists_again_keeps_it() {
        begin();
        answer = Answer.EXISTS;
        long before = bench.hostWrites();

        departures.takeTorn(last());

        await().atMost(PATIENCE).until(() -> !departures.isLeaving(bench.host.key(), Bench.ID));
        assertThat(bench.hostWrites()).isEqualTo(before);
    }

    @Test
    void nothing_is_deleted_while_the_api_server_does_not_say_that_the_resource_is_gone() {
        begin();
        answer = Answer.UNKNOWN;
        long before = bench.hostWrites();
        departures.takeTorn(last());
        departures.hostChanged(bench.host.key());
        assertThat(bench.hostWrites()).isEqualTo(before);

        answer = Answer.GONE;
        awaitGone();
    }

    @Test
    void a_resource_that_went_in_order_or_whose_finalizer_was_taken_off_is_nothing_to_do_for() {
        begin();
        IncusInstance deleted = last();
        deleted.getMetadata().setDeletionTimestamp("2026-03-01T12:00:00Z");
        IncusInstance letGo = last();
        letGo.getMetadata().setFinalizers(null);
        IncusInstance paused = last();
        paused.getMetadata().setAnnotations(Map.of("incusoperator.dev/paused", "true"));

        assertThat(departures.takeTorn(deleted)).isFalse();
        assertThat(departures.takeTorn(letGo)).isFalse();
        assertThat(departures.takeTorn(paused)).isFalse();
    }

    private void begin(String... spec) {
        begin(Latency.none(), spec);
    }

    private void begin(Latency latency, String... spec) {
        bench = new Bench(Product.INCUS, latency, spec);
        bench.untilReady("True Ready");
        departures = bench.departures(id -> answer, told::add);
    }

    private IncusInstance last() {
        return Serialization.clone(bench.resource);
    }

    private void awaitGone() {
        await().atMost(PATIENCE).until(() -> {
            departures.hostChanged(bench.host.key());
            return bench.simulated.instance("web").isEmpty();
        });
    }

    private Iterable<Boolean> stops() {
        return bench.simulated.calls().journal().stream()
                .filter(call -> call.method().equals("PUT") && call.path().contains("/state"))
                .map(call -> call.body().contains("\"force\":true"))
                .toList();
    }
}
