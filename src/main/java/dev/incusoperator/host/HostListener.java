package dev.incusoperator.host;

import dev.incusoperator.client.model.InstanceRef;

/** Hears what changed on hosts: hints to look again, never the news itself. */
public interface HostListener {
    /** Connected, lost, declared anew, paused, gone: everything on it may be judged anew. */
    void hostChanged(HostKey host);

    /** The inventory's entry changed, or an operation tracked for this instance moved or ended. */
    void instanceChanged(HostKey host, InstanceRef instance);

    /** All its instances have just been listed. */
    default void hostListed(HostKey host) {}

    /** {@link Hosts#synced} has become true: who waits for a host that is not there may say so now. */
    default void hostsSynced() {}
}
