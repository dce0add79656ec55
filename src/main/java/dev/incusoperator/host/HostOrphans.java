package dev.incusoperator.host;

import dev.incusoperator.client.model.InstanceRef;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Knows the instances on a host that carry this cluster's mark though their resource does not exist. */
public interface HostOrphans {
    /**
     * An instance without its resource.
     *
     * @param resource the namespace and name of the resource that it belonged to
     */
    record Orphan(InstanceRef instance, String resource) {}

    /** Answered from memory, in a fixed order; empty before the host has been searched. */
    Optional<List<Orphan>> of(HostKey host);

    /** To be told when the answer for a host has changed; called on any thread, must not block. */
    void onChange(Consumer<HostKey> listener);
}
