package dev.incusoperator.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.contract.RecordedEvents;
import dev.incusoperator.client.event.Event.LifecycleEvent;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Servers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag(Servers.SIMULATED)
class SimulatedEventsTest {
    private static final InstanceRef A = new InstanceRef("default", "a");

    private SimulatedHost host = SimulatedHost.builder().project("other").start();
    private Driver driver = new Driver(host);

    @AfterEach
    void close() {
        driver.close();
        host.close();
    }

    private RecordedEvents events() {
        RecordedEvents events = RecordedEvents.of(driver.client());
        await().until(() -> host.eventListeners() == 1);
        return events;
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void what_is_done_behind_the_back_is_told(Product product) {
        close();
        host = SimulatedHost.builder().product(product).start();
        driver = new Driver(host);
        RecordedEvents events = events();
        SimulatedAdmin admin = host.admin();

        admin.create("a", Map.of());
        admin.start("a");
        admin.setConfig("a", "user.x", "1");
        admin.freeze("default", "a");
        admin.stop("a");
        admin.delete("a");

        await().untilAsserted(() -> assertThat(events.actionsOf(A))
                .containsExactly(
                        "instance-created",
                        "instance-started",
                        "instance-updated",
                        "instance-paused",
                        "instance-stopped",
                        "instance-deleted"));
        assertThat(host.calls().count("PUT", "/1.0/instances/{name}/state")).isZero();
    }

    @Test
    void an_event_says_in_which_project_it_happened() {
        RecordedEvents events = events();

        host.admin().create("other", "a", Map.of());

        await().untilAsserted(() -> assertThat(events.lifecycle())
                .extracting(LifecycleEvent::project)
                .containsExactly("other"));
    }

    @Test
    void events_are_lost_doubled_and_come_backwards() {
        RecordedEvents events = events();
        host.admin().create("a", Map.of());
        host.faults().loseEvents(event -> event.toString().contains("instance-started"));
        host.faults().duplicateEvents(event -> event.toString().contains("instance-updated"));
        host.admin().start("a");
        host.admin().setConfig("a", "user.x", "1");
        await().untilAsserted(() -> assertThat(events.actionsOf(A))
                .containsExactly("instance-created", "instance-updated", "instance-updated"));

        host.faults().heal();
        host.faults().reorderEvents(2);
        host.admin().stop("a");
        host.admin().delete("a");

        await().untilAsserted(() ->
                assertThat(lastTwo(events.actionsOf(A))).containsExactly("instance-deleted", "instance-stopped"));
    }

    private static List<String> lastTwo(List<String> actions) {
        return actions.subList(Math.max(0, actions.size() - 2), actions.size());
    }

    @Test
    void events_held_back_are_sent_when_all_is_healed() {
        RecordedEvents events = events();
        host.faults().reorderEvents(10);
        host.admin().create("a", Map.of());

        host.faults().heal();

        await().untilAsserted(() -> assertThat(events.actionsOf(A)).containsExactly("instance-created"));
    }

    @Test
    void a_stream_that_is_cut_is_opened_anew_and_what_happened_meanwhile_is_not_told() {
        RecordedEvents events = events();
        host.admin().create("a", Map.of());
        await().until(() -> events.actionsOf(A).size() == 1);

        host.faults().cutEvents();
        host.admin().start("a");

        await().until(() -> events.connections() == 2);
        host.admin().stop("a");
        await().untilAsserted(
                        () -> assertThat(events.actionsOf(A)).containsExactly("instance-created", "instance-stopped"));
    }
}
