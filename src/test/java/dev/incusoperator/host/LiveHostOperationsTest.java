package dev.incusoperator.host;

import static dev.incusoperator.host.HostRig.finish;
import static dev.incusoperator.host.HostRig.gone;
import static dev.incusoperator.host.HostRig.ref;
import static dev.incusoperator.host.HostRig.seen;
import static dev.incusoperator.host.HostRig.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.api.v1alpha1.HostLimits;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.StateChange.Action;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Permit;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.Fault;
import dev.incusoperator.simulated.Latency;
import dev.incusoperator.simulated.ManualTime;
import dev.incusoperator.simulated.SimulatedHost;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operations on a live host: followed to their end, counted, and paid for with one read. */
@Tag(Servers.SIMULATED)
class LiveHostOperationsTest {
    private static final String ONE = "/1.0/instances/{name}";
    private static final Duration STARTING = Duration.ofSeconds(1);
    private static final Duration ANSWERING = Duration.ofSeconds(10);

    private SimulatedHost server;
    private HostRig rig;

    @BeforeEach
    void start() {
        server = SimulatedHost.builder().start();
        rig = new HostRig(FixedSettings.defaults());
    }

    @AfterEach
    void stop() {
        rig.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void who_sees_the_end_of_an_operation_sees_what_it_did(Product product) {
        try (SimulatedHost either = SimulatedHost.builder().product(product).start()) {
            LiveHost host = rig.connect(either);
            IncusClient client = host.client().orElseThrow();
            gone(host, "web");

            finish(host, "web", client.instances().create("default", null, definition("web")));
            assertThat(host.look(ref("web"))).isInstanceOf(Sighting.Seen.class);

            finish(host, "web", client.instances().changeState(ref("web"), change(Action.START)));
            assertThat(status(host.look(ref("web")))).isEqualTo("Running");

            finish(host, "web", client.instances().changeState(ref("web"), change(Action.STOP)));
            assertThat(status(host.look(ref("web")))).isEqualTo("Stopped");

            finish(host, "web", client.instances().delete(ref("web")));
            assertThat(host.look(ref("web"))).isInstanceOf(Sighting.Gone.class);
        }
    }

    @Test
    void an_operation_costs_one_read_of_its_instance() {
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        seen(host, "web");
        server.calls().reset();

        try (Permit permit = host.permit(HostRig.claim(ref("web"))).orElseThrow()) {
            var begun = host.client().orElseThrow().instances().changeState(ref("web"), change(Action.START));
            permit.heldBy(begun.operationId().orElseThrow());
            finish(host, "web", begun);
        }
        server.admin().setConfig("web", "user.after", "x");
        await().untilAsserted(
                        () -> assertThat(seen(host, "web").instance().config()).containsKey("user.after"));

        assertThat(server.calls().count("GET", ONE)).isEqualTo(2);
    }

    @Test
    void what_was_seen_before_an_operation_is_not_shown_after_it_where_the_read_at_its_end_fails() {
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        seen(host, "web");
        server.faults().times(1, "GET", "/1.0/instances/web", Fault.drop());
        server.faults().times(1, "GET", "/1.0/instances/web", Fault.drop());
        Set<String> shown = ConcurrentHashMap.newKeySet();
        String[] operation = {""};
        rig.hosts.subscribe(new HostListener() {
            @Override
            public void instanceChanged(HostKey key, InstanceRef instance) {
                if (host.operation(operation[0], ref("web")) instanceof OperationView.Ended) {
                    shown.add(
                            host.look(instance) instanceof Sighting.Seen seen
                                    ? seen.instance().status()
                                    : "nothing");
                }
            }

            @Override
            public void hostChanged(HostKey key) {}
        });

        operation[0] = host.client()
                .orElseThrow()
                .instances()
                .changeState(ref("web"), change(Action.START))
                .operationId()
                .orElseThrow();
        host.track(operation[0], ref("web"));

        await().until(() -> shown.contains("Running"));
        assertThat(shown).doesNotContain("Stopped");
    }

    @Test
    void one_whose_reading_fails_is_asked_for_by_one_timer_whatever_happens_to_others() {
        server.admin().create("bad", Map.of());
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        seen(host, "bad");
        server.faults().always("GET", "/1.0/instances/bad", Fault.status(500, "its member is down"));
        server.admin().setConfig("bad", "user.note", "x");
        await().until(() -> host.look(ref("bad")) instanceof Sighting.Unknown);

        for (int i = 0; i < 50; i++) {
            String note = "n" + i;
            server.admin().setConfig("web", "user.note", note);
            await().until(() ->
                    note.equals(seen(host, "web").instance().config().get("user.note")));
        }

        long asked = server.calls().journal().stream()
                .filter(call -> call.path().contains("/instances/bad"))
                .count();
        assertThat(asked).as("reads of the one that fails").isBetween(1L, 9L);
    }

    @Test
    void what_the_server_does_with_an_instance_is_seen_until_it_has_ended_and_then_told() {
        server.admin().create("web", Map.of());
        server.admin().start("web");
        LiveHost host = rig.connect(server);
        seen(host, "web");
        assertThat(host.work(seen(host, "web").instance())).isEmpty();
        server.calls().reset();

        Runnable end = server.admin().copiesForLong("web");
        await().until(() -> seen(host, "web").work().isPresent());
        await().until(() -> status(host.look(ref("web"))).equals("Frozen"));
        assertThat(host.work(seen(host, "web").instance()))
                .hasValueSatisfying(work -> assertThat(work.description()).isEqualTo("Snapshotting instance"));
        assertThat(server.calls().count("GET", "/1.0/operations"))
                .as("events tell")
                .isZero();

        Set<String> afterwards = ConcurrentHashMap.newKeySet();
        rig.hosts.subscribe(new HostListener() {
            @Override
            public void instanceChanged(HostKey key, InstanceRef instance) {
                if (host.look(instance) instanceof Sighting.Seen seen
                        && seen.work().isEmpty()) {
                    afterwards.add(seen.instance().status());
                }
            }

            @Override
            public void hostChanged(HostKey key) {}
        });
        end.run();
        await().until(() -> afterwards.contains("Running"));
        assertThat(afterwards).as("nobody is told of what was").containsExactly("Running");
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void what_the_server_did_before_this_connection_is_asked_for(Product product) {
        try (SimulatedHost either = SimulatedHost.builder().product(product).start()) {
            either.admin().create("web", Map.of());
            either.admin().start("web");
            either.admin().copiesForLong("web");
            LiveHost host = rig.connect(either);

            Sighting.Seen before = seen(host, "web");
            assertThat(before.work()).isEmpty();
            assertThat(host.work(before.instance())).isPresent();
            assertThat(seen(host, "web").work()).isPresent();
        }
    }

    @Test
    void an_operation_that_was_begun_here_for_the_instance_is_not_the_servers_own_business() {
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        seen(host, "web");

        finish(host, "web", host.client().orElseThrow().instances().changeState(ref("web"), change(Action.START)));

        assertThat(seen(host, "web").work()).isEmpty();
        assertThat(host.work(seen(host, "web").instance())).isEmpty();
    }

    @Test
    void what_ends_while_another_is_read_is_read_together_by_a_listing() {
        ManualTime time = new ManualTime(Instant.parse("2026-01-01T00:00:00Z"));
        try (SimulatedHost busy = SimulatedHost.builder()
                .time(time)
                .latency(Latency.none().with(Latency.Kind.START, STARTING))
                .start()) {
            List<InstanceRef> many =
                    IntStream.range(0, 100).mapToObj(i -> ref("web-" + i)).toList();
            many.forEach(each -> busy.admin().create(each.name(), Map.of()));
            busy.admin().create("last", Map.of());
            LiveHost host = rig.connect(busy);
            rig.declare(HostRig.overSocket(busy.socketPath().toString(), "", new HostLimits(256, 1_000)));
            seen(host, "last");
            busy.calls().reset();
            busy.faults().times(1, "GET", "/1.0/instances/web-\\d+", new Fault.Late(ANSWERING));
            Map<InstanceRef, String> started = new HashMap<>();
            Set<InstanceRef> toldTooSoon = ConcurrentHashMap.newKeySet();
            rig.hosts.subscribe(new HostListener() {
                @Override
                public void hostChanged(HostKey key) {}

                @Override
                public void instanceChanged(HostKey key, InstanceRef instance) {
                    if (started.containsKey(instance)
                            && host.operation(started.get(instance), instance) instanceof OperationView.Running) {
                        toldTooSoon.add(instance);
                    }
                }
            });
            many.forEach(each -> started.put(each, start(host, each)));

            time.advance(STARTING);
            busy.admin().setConfig("last", "user.event", "comes after those of the others");
            await().until(() -> host.life().memory().dirty().contains(ref("last"))
                    || seen(host, "last").instance().config().containsKey("user.event"));
            time.advance(ANSWERING);

            await().untilAsserted(() -> assertThat(started)
                    .allSatisfy((instance, operation) ->
                            assertThat(host.operation(operation, instance)).isInstanceOf(OperationView.Ended.class)));
            assertThat(many)
                    .allSatisfy(
                            instance -> assertThat(status(host.look(instance))).isEqualTo("Running"));
            assertThat(toldTooSoon).isEmpty();
            assertThat(busy.calls().count("GET", "/1.0/instances")).isBetween(1L, 3L);
            assertThat(busy.calls().count("GET", ONE)).isLessThan(50);
        }
    }

    @Test
    void another_may_be_begun_as_soon_as_one_has_ended_though_what_it_did_is_still_being_read() {
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        rig.declare(HostRig.overSocket(server.socketPath().toString(), "", new HostLimits(1, null)));
        seen(host, "web");
        server.faults().always("GET", "/1.0/instances/web", Fault.hang());

        start(host, ref("web"));

        await().until(() -> host.permit(HostRig.claim(ref("db"))).isPresent());
    }

    private static String start(LiveHost host, InstanceRef instance) {
        try (Permit permit = host.permit(HostRig.claim(instance)).orElseThrow()) {
            var begun = host.client().orElseThrow().instances().changeState(instance, change(Action.START));
            String operation = begun.operationId().orElseThrow();
            permit.heldBy(operation);
            host.track(operation, instance);
            return operation;
        }
    }

    @Test
    void a_failed_operation_ends_with_the_servers_words() {
        LiveHost host = rig.connect(server);
        ObjectNode definition = definition("web");
        definition.putObject("source").put("type", "image").put("alias", "no-such-image");

        OperationView end =
                finish(host, "web", host.client().orElseThrow().instances().create("default", null, definition));

        assertThat(end).isInstanceOfSatisfying(OperationView.Ended.class, ended -> {
            assertThat(ended.operation().succeeded()).isFalse();
            assertThat(ended.operation().err()).isNotEmpty();
        });
        await().untilAsserted(() -> assertThat(rig.heard.instances).contains(ref("web")));
    }

    @Test
    void who_got_no_permit_hears_when_there_is_one() {
        server.admin().create("web", Map.of());
        rig.declare(HostRig.overSocket(server.socketPath().toString(), "", new HostLimits(1, null)));
        LiveHost host = rig.connect(server);
        rig.declare(HostRig.overSocket(server.socketPath().toString(), "", new HostLimits(1, null)));
        var begun = host.client().orElseThrow().instances().changeState(ref("web"), change(Action.START));
        String operation = begun.operationId().orElseThrow();
        Permit permit = host.permit(HostRig.claim(ref("web"))).orElseThrow();
        assertThat(host.permit(HostRig.claim(ref("db")))).isEmpty();

        permit.heldBy(operation);
        finish(host, "web", begun);

        await().untilAsserted(() -> assertThat(rig.heard.instances).contains(ref("db")));
        assertThat(host.permit(HostRig.claim(ref("db")))).isPresent();
    }

    private static String status(Sighting sighting) {
        return ((Sighting.Seen) sighting).instance().status();
    }

    private static StateChange change(Action action) {
        return new StateChange(action, action == Action.STOP, Duration.ofSeconds(30));
    }

    private static ObjectNode definition(String name) {
        ObjectNode definition = new ObjectMapper().createObjectNode().put("name", name);
        definition.putObject("source").put("type", "image").put("alias", "busybox");
        return definition;
    }
}
