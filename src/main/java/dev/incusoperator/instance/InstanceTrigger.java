package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.host.HostListener;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.function.Consumer;

/** Has resources reconciled when their host or their instance there changes. */
final class InstanceTrigger extends SimpleInboundEventSource<IncusInstance> implements HostListener {
    private final ResourceCache<IncusInstance> resources;
    private final InstanceIndex index;
    private final Backoffs backoffs;
    private final Consumer<ResourceCache<IncusInstance>> listed;

    /** @param listed hears once that all resources are known */
    InstanceTrigger(
            ResourceCache<IncusInstance> resources,
            InstanceIndex index,
            Backoffs backoffs,
            Consumer<ResourceCache<IncusInstance>> listed) {
        super("hosts");
        this.resources = resources;
        this.index = index;
        this.backoffs = backoffs;
        this.listed = listed;
    }

    /** Event sources start after the resources' own informer has synced: those that are there now are all. */
    @Override
    public void start() {
        super.start();
        listed.accept(resources);
    }

    /** A host that changed may have what failed before. */
    @Override
    public void hostChanged(HostKey host) {
        resources.list(resource -> InstanceKeys.host(resource).equals(host)).forEach(resource -> {
            backoffs.clear(ResourceID.fromResource(resource));
            propagateEvent(ResourceID.fromResource(resource));
        });
    }

    @Override
    public void instanceChanged(HostKey host, InstanceRef instance) {
        index.of(host, instance).forEach(this::propagateEvent);
    }

    /** What its labels give may be another thing now. */
    void namespaceChanged(String namespace) {
        resources.list(namespace).forEach(resource -> propagateEvent(ResourceID.fromResource(resource)));
    }

    @Override
    public void hostsSynced() {
        resources.list().forEach(resource -> propagateEvent(ResourceID.fromResource(resource)));
    }
}
