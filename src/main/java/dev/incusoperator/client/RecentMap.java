package dev.incusoperator.client;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Remembers the last so many entries, and of those no more than have room; safe for use by many threads. */
final class RecentMap<V> {
    private final int most;
    private final long room;
    private final ToLongFunction<V> size;
    private final Map<String, V> entries = new LinkedHashMap<>();
    private long taken;

    /** @param room for the sizes of all entries together; a single one that is larger is not remembered */
    RecentMap(int most, long room, ToLongFunction<V> size) {
        this.most = most;
        this.room = room;
        this.size = size;
    }

    synchronized @Nullable V get(String key) {
        return entries.get(key);
    }

    synchronized void put(String key, V value) {
        V before = entries.put(key, value);
        taken += size.applyAsLong(value) - (before == null ? 0 : size.applyAsLong(before));
        Iterator<V> eldest = entries.values().iterator();
        while (entries.size() > most || (taken > room && eldest.hasNext())) {
            taken -= size.applyAsLong(eldest.next());
            eldest.remove();
        }
    }
}
