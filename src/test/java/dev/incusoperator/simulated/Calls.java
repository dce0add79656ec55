package dev.incusoperator.simulated;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts the calls that a host has had, by method and path template, and keeps the last of them. Safe for all threads. */
public final class Calls {
    private static final int KEPT = 5_000;
    private static final int BODY_KEPT = 64 * 1024;

    /** One call: the path with its query, the body as text (its first 64 KiB), who called. */
    public record Entry(String method, String path, String template, String body, String caller) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private final Map<String, Long> counts = new TreeMap<>();
    private final Deque<Entry> journal = new ArrayDeque<>();
    private long total;

    synchronized void add(String method, String path, String template, byte[] body, String caller) {
        total++;
        counts.merge(method + " " + template, 1L, Long::sum);
        journal.addLast(new Entry(
                method,
                path,
                template,
                new String(body, 0, Math.min(body.length, BODY_KEPT), StandardCharsets.UTF_8),
                caller));
        if (journal.size() > KEPT) {
            journal.removeFirst();
        }
    }

    /** How many there were of {@code template}, such as {@code /1.0/instances/{name}/exec}. */
    public synchronized long count(String method, String template) {
        return counts.getOrDefault(method + " " + template, 0L);
    }

    public synchronized long total() {
        return total;
    }

    /** By {@code METHOD template}. */
    public synchronized Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    /** The last 5,000, oldest first. */
    public synchronized List<Entry> journal() {
        return List.copyOf(journal);
    }

    /** Begins anew at nothing. */
    public synchronized void reset() {
        counts.clear();
        journal.clear();
        total = 0;
    }
}
