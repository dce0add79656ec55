package dev.incusoperator.host;

import java.util.function.Consumer;

/** Who uses a host: a host in use keeps its finalizer, so that its instances can still be deleted through it. */
public interface HostUsage {
    /** Whether a resource names this host that still has something to do there. Answered from memory. */
    boolean inUse(HostKey host);

    /** To be told when the answer for a host may have changed; called on any thread, must not block. */
    void onChange(Consumer<HostKey> listener);
}
