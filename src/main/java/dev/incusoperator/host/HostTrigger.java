package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.client.model.InstanceRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.function.Function;

/** Has a host's resource reconciled when the live host changes, or its use does. */
final class HostTrigger<P extends HasMetadata> extends SimpleInboundEventSource<P> implements HostListener {
    private final HostKind kind;
    private final LiveHosts hosts;
    private final IndexedResourceCache<P> resources;
    private final Function<P, HostKey> keyOf;

    HostTrigger(HostKind kind, LiveHosts hosts, IndexedResourceCache<P> resources, Function<P, HostKey> keyOf) {
        super("host-changes");
        this.kind = kind;
        this.hosts = hosts;
        this.resources = resources;
        this.keyOf = keyOf;
    }

    /** Event sources start after the resources' own informer has synced: from now on what it knows is complete. */
    @Override
    public void start() {
        super.start();
        hosts.expect(
                kind,
                () -> resources.list().map(keyOf).toList(),
                host -> resources.get(id(host)).isPresent());
    }

    @Override
    public void hostChanged(HostKey host) {
        if (host.kind() == kind) {
            propagateEvent(id(host));
        }
    }

    /** Who uses which host is known now. */
    void usesKnown() {
        if (!isRunning()) {
            // it is asked again by each resource that is told of when it begins
            return;
        }
        resources.list().forEach(resource -> propagateEvent(ResourceID.fromResource(resource)));
    }

    private static ResourceID id(HostKey host) {
        return new ResourceID(host.name(), host.namespace().isEmpty() ? null : host.namespace());
    }

    @Override
    public void instanceChanged(HostKey host, InstanceRef instance) {}
}
