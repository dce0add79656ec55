package dev.incusoperator.host;

import java.util.Optional;

/** The live hosts by name. */
public interface Hosts {
    /** The host, whatever its health; empty where no such resource is known (yet). */
    Optional<Host> find(HostKey key);

    /** Whether the host resources that exist have all been seen since this process started: before, a missing host proves nothing. */
    boolean synced();

    /** To be told of changes; called on threads of the host, must not block. */
    void subscribe(HostListener listener);
}
