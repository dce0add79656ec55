package dev.incusoperator.host;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Uses of hosts as a test says. */
final class KnownUsage implements HostUsage {
    private final Set<HostKey> used = ConcurrentHashMap.newKeySet();
    private final Set<HostKey> elsewhere = ConcurrentHashMap.newKeySet();
    private final List<Consumer<HostKey>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    private volatile boolean known = true;

    /** As when an operator has just begun: nothing is known before {@link #known}. */
    void unknown() {
        known = false;
    }

    void known() {
        known = true;
        waiting.forEach(Runnable::run);
    }

    void use(HostKey host, boolean uses) {
        if (uses ? used.add(host) : used.remove(host)) {
            listeners.forEach(listener -> listener.accept(host));
        }
    }

    @Override
    public Use of(HostKey host) {
        return !known ? Use.UNKNOWN : used.contains(host) ? Use.USED : Use.UNUSED;
    }

    void useElsewhere(HostKey host, boolean uses) {
        if (uses) {
            elsewhere.add(host);
        } else {
            elsewhere.remove(host);
        }
    }

    @Override
    public boolean isUsedElsewhere(HostKey host) {
        return elsewhere.contains(host);
    }

    @Override
    public void onChange(Consumer<HostKey> listener) {
        listeners.add(listener);
    }

    @Override
    public void onKnown(Runnable listener) {
        waiting.add(listener);
    }
}
