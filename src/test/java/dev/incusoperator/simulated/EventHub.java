package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who listens to events, and what they are sent. Guarded by the host's lock. */
final class EventHub {
    /** One open event stream. {@code project} is null where it listens to all. */
    interface Listener {
        Set<String> types();

        @Nullable
        String project();

        Caller caller();

        /** Breaks it off without a farewell. */
        void cut();

        /** Must not block; keeps the order of its calls. */
        void send(String text);
    }

    private final Set<Listener> listeners = new LinkedHashSet<>();
    private final Scheduler scheduler;
    private final Dialect dialect;
    private final EventFaults faults;
    private final String location;

    EventHub(Scheduler scheduler, Dialect dialect, EventFaults faults, String location) {
        this.scheduler = scheduler;
        this.dialect = dialect;
        this.faults = faults;
        this.location = location;
    }

    void add(Listener listener) {
        listeners.add(listener);
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    int listeners() {
        return listeners.size();
    }

    /** Breaks every stream off. */
    void cutAll() {
        listeners.forEach(Listener::cut);
        listeners.clear();
    }

    void clear() {
        listeners.clear();
    }

    void publish(String type, String project, ObjectNode metadata) {
        if (listeners.isEmpty()) {
            return;
        }
        ObjectNode event =
                Json.object().put("type", type).put("timestamp", scheduler.now().toString());
        event.set("metadata", metadata);
        event.put("location", location).put("project", project);
        faults.apply(new ArrayList<>(List.of(event))).forEach(this::send);
    }

    /** Events that were held back. */
    void sendAll(List<ObjectNode> held) {
        held.forEach(this::send);
    }

    private void send(ObjectNode event) {
        String text = event + "\n";
        String type = event.path("type").asText();
        String project = event.path("project").asText();
        for (Listener listener : List.copyOf(listeners)) {
            boolean wanted = listener.types().contains(type)
                    && (listener.project() == null || listener.project().equals(project))
                    && listener.caller().mayUse(project);
            if (wanted) {
                listener.send(text);
            }
        }
    }

    /** A lifecycle event of an instance. */
    void lifecycle(Lifecycle what, SimulatedInstance instance) {
        lifecycle(what, instance.url(), instance.project(), instance.name());
    }

    /** A lifecycle event of what an instance has (a snapshot) or of something else: such carry no name (trap 38). */
    void lifecycle(Lifecycle what, String source, String project) {
        lifecycle(what, source, project, null);
    }

    private void lifecycle(Lifecycle what, String source, String project, @Nullable String name) {
        ObjectNode metadata = Json.object().put("action", what.action()).put("source", source);
        if (!what.context().isEmpty()) {
            metadata.set("context", what.context());
        }
        what.caller()
                .filter(caller -> dialect.namesRequestor(what.action()))
                .ifPresent(caller -> metadata.set("requestor", caller.requestor()));
        if (name != null && dialect.namesInstanceInEvents()) {
            metadata.put("name", name).put("project", project);
        }
        publish("lifecycle", project, metadata);
    }
}
