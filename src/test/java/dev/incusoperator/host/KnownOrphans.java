package dev.incusoperator.host;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Orphans of hosts as a test says. */
final class KnownOrphans implements HostOrphans {
    private final Map<HostKey, List<Orphan>> found = new ConcurrentHashMap<>();
    private final List<Consumer<HostKey>> listeners = new CopyOnWriteArrayList<>();

    void found(HostKey host, List<Orphan> orphans) {
        found.put(host, orphans);
        listeners.forEach(listener -> listener.accept(host));
    }

    @Override
    public Optional<List<Orphan>> of(HostKey host) {
        return Optional.ofNullable(found.get(host));
    }

    @Override
    public void onChange(Consumer<HostKey> listener) {
        listeners.add(listener);
    }
}
