package dev.incusoperator.host;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The ends of operations that were heard of last, and the server's time of each. Safe for use by many threads. */
final class HeardEnds {
    private static final int KEPT = 1_024;

    private final Map<String, Instant> ends = new LinkedHashMap<>();

    synchronized void note(String operation, Instant stamped) {
        ends.put(operation, stamped);
        if (ends.size() > KEPT) {
            ends.remove(ends.keySet().iterator().next());
        }
    }

    synchronized Optional<Instant> at(String operation) {
        return Optional.ofNullable(ends.get(operation));
    }
}
