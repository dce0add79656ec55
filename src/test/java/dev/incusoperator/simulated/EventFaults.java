package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * What may go wrong with events on their way: lost, doubled, out of order. Nothing does until a test says so. Guarded by the
 * host's lock.
 */
final class EventFaults {
    private Predicate<JsonNode> lost = event -> false;
    private Predicate<JsonNode> doubled = event -> false;
    private int window;
    private final Deque<ObjectNode> held = new ArrayDeque<>();

    void lose(Predicate<JsonNode> which) {
        this.lost = which;
    }

    void duplicate(Predicate<JsonNode> which) {
        this.doubled = which;
    }

    /** Events are sent in groups of this size, each group backwards; 0 and 1 mean in order. */
    void reorder(int size) {
        this.window = size;
    }

    List<ObjectNode> heal() {
        lost = event -> false;
        doubled = event -> false;
        window = 0;
        return release();
    }

    List<ObjectNode> apply(List<ObjectNode> events) {
        List<ObjectNode> sent = new ArrayList<>();
        for (ObjectNode event : events) {
            if (lost.test(event)) {
                continue;
            }
            int times = doubled.test(event) ? 2 : 1;
            for (int i = 0; i < times; i++) {
                sent.addAll(hold(event));
            }
        }
        return sent;
    }

    private List<ObjectNode> hold(ObjectNode event) {
        if (window <= 1) {
            return List.of(event);
        }
        held.push(event);
        return held.size() < window ? List.of() : release();
    }

    private List<ObjectNode> release() {
        List<ObjectNode> released = new ArrayList<>(held);
        held.clear();
        return released;
    }
}
