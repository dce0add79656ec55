package dev.incusoperator.host;

import java.util.function.Consumer;

/** Who uses a host: a host in use keeps its finalizer, so that its instances can still be deleted through it. */
public interface HostUsage {
    /** Whether a resource names a host that still has something to do there. */
    enum Use {
        USED,
        UNUSED,
        /** The resources are still being listed: a host that is told of before them must not be taken for one that nobody uses. */
        UNKNOWN
    }

    /** Answered from memory. */
    Use of(HostKey host);

    /**
     * Whether a resource that this operator does not watch uses the host: another operator may watch it. Asked of the API server, where
     * there can be such resources; true where that cannot be found out.
     */
    boolean isUsedElsewhere(HostKey host);

    /** To be told when the answer for a host may have changed; called on any thread, must not block. */
    void onChange(Consumer<HostKey> listener);

    /** To be told when the answer is known of every host, likewise. */
    void onKnown(Runnable listener);
}
