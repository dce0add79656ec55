package dev.incusoperator.client.contract;

import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.event.Event;
import dev.incusoperator.client.event.Event.LifecycleEvent;
import dev.incusoperator.client.event.Event.OperationEvent;
import dev.incusoperator.client.event.EventListener;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** All that a client's event stream told. */
public final class RecordedEvents implements EventListener {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<IncusException> disconnections = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    private RecordedEvents() {}

    /** Starts the client's stream and waits until it is connected. */
    public static RecordedEvents of(IncusClient client) {
        RecordedEvents recorded = notWaitingFor(client);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> recorded.connections() > 0);
        return recorded;
    }

    public static RecordedEvents notWaitingFor(IncusClient client) {
        RecordedEvents recorded = new RecordedEvents();
        client.events().start(recorded);
        return recorded;
    }

    public int connections() {
        return connections.get();
    }

    public List<IncusException> disconnections() {
        return disconnections;
    }

    public List<LifecycleEvent> lifecycle() {
        return events.stream()
                .filter(LifecycleEvent.class::isInstance)
                .map(LifecycleEvent.class::cast)
                .toList();
    }

    public List<String> actionsOf(InstanceRef instance) {
        return lifecycle().stream()
                .filter(event -> event.instance().filter(instance::equals).isPresent())
                .map(LifecycleEvent::action)
                .toList();
    }

    /** When the server says that this happened to it. */
    public Instant stampOf(InstanceRef instance, String action) {
        return lifecycle().stream()
                .filter(event -> event.instance().filter(instance::equals).isPresent()
                        && event.action().equals(action))
                .findFirst()
                .orElseThrow(() -> new AssertionError(action + " of " + instance + " was not told"))
                .timestamp();
    }

    /** When the server says that it ended. */
    public Instant endOf(String operation) {
        return events.stream()
                .filter(event -> event instanceof OperationEvent told
                        && told.operation().id().equals(operation)
                        && told.operation().done())
                .findFirst()
                .orElseThrow(() -> new AssertionError("the end of " + operation + " was not told"))
                .timestamp();
    }

    public List<Operation> operations(String id) {
        return events.stream()
                .filter(OperationEvent.class::isInstance)
                .map(event -> ((OperationEvent) event).operation())
                .filter(operation -> operation.id().equals(id))
                .toList();
    }

    @Override
    public void connected() {
        connections.incrementAndGet();
    }

    @Override
    public void event(Event event) {
        events.add(event);
    }

    @Override
    public void disconnected(IncusException reason) {
        disconnections.add(reason);
    }
}
