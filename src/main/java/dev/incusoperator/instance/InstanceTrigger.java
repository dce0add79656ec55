package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.host.HostListener;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.List;

/** Has resources reconciled when their host or their instance there changes. */
final class InstanceTrigger extends SimpleInboundEventSource<IncusInstance> implements HostListener {
    private static final String BY_INSTANCE = "by-host-and-instance";

    private final IndexerResourceCache<IncusInstance> resources;
    private final Backoffs backoffs;

    InstanceTrigger(IndexerResourceCache<IncusInstance> resources, Backoffs backoffs) {
        super("hosts");
        this.resources = resources;
        this.backoffs = backoffs;
        // without the project: it may be the host's default, which is not the resource's to know
        resources.addIndexer(
                BY_INSTANCE,
                resource -> List.of(key(InstanceKeys.host(resource), InstanceKeys.instanceName(resource))));
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
        resources
                .byIndex(BY_INSTANCE, key(host, instance.name()))
                .forEach(resource -> propagateEvent(ResourceID.fromResource(resource)));
    }

    /** What its labels give may be another thing now. */
    void namespaceChanged(String namespace) {
        resources.list(namespace).forEach(resource -> propagateEvent(ResourceID.fromResource(resource)));
    }

    @Override
    public void hostsSynced() {
        resources.list().forEach(resource -> propagateEvent(ResourceID.fromResource(resource)));
    }

    private static String key(HostKey host, String instance) {
        return host + "/" + instance;
    }
}
