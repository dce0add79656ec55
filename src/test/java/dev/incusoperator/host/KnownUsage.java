package dev.incusoperator.host;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Uses of hosts as a test says. */
final class KnownUsage implements HostUsage {
    private final Set<HostKey> used = ConcurrentHashMap.newKeySet();
    private final List<Consumer<HostKey>> listeners = new CopyOnWriteArrayList<>();

    void use(HostKey host, boolean uses) {
        if (uses ? used.add(host) : used.remove(host)) {
            listeners.forEach(listener -> listener.accept(host));
        }
    }

    @Override
    public boolean inUse(HostKey host) {
        return used.contains(host);
    }

    @Override
    public void onChange(Consumer<HostKey> listener) {
        listeners.add(listener);
    }
}
