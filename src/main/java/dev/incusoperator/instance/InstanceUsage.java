package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.host.HostUsage;
import dev.incusoperator.host.Hosts;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A host is in use while a resource that has something there names it: one that carries our finalizer, and whose namespace may
 * use the project that it names, or whose instance is there all the same. A finalizer alone proves nothing: anybody can write one
 * into a resource. An instance that is being deleted though its resource is gone already keeps its host as well.
 */
@ApplicationScoped
public class InstanceUsage implements HostUsage {
    private final List<Consumer<HostKey>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    private final Set<ResourceID> users = ConcurrentHashMap.newKeySet();
    private final Hosts hosts;
    private final AccessCheck access;
    private final ClusterIdentity cluster;
    private final ResourceLookup lookup;
    private volatile @Nullable ResourceCache<IncusInstance> resources;
    private volatile Predicate<HostKey> keptOtherwise = host -> false;
    private volatile boolean knowsAll = true;

    public InstanceUsage(Hosts hosts, NamespaceLabels namespaces, ClusterIdentity cluster, ResourceLookup lookup) {
        this.lookup = lookup;
        this.hosts = hosts;
        this.access = new AccessCheck(namespaces);
        this.cluster = cluster;
    }

    /** To be called once, when all resources are in it. */
    void known(ResourceCache<IncusInstance> cache) {
        resources = cache;
        waiting.forEach(Runnable::run);
    }

    /** There are resources that this operator does not watch: in other namespaces, or without the labels that it selects by. */
    void knowsSome() {
        knowsAll = false;
    }

    /** Says which hosts are in use beside those that resources name: by what resources have left there. */
    void alsoUsed(Predicate<HostKey> hosts) {
        keptOtherwise = hosts;
    }

    /** That may be answered otherwise now. */
    void changed(HostKey host) {
        listeners.forEach(listener -> listener.accept(host));
    }

    /** Tells who listens where a resource begins to use its host, or no longer does. */
    void note(IncusInstance resource) {
        note(resource, uses(resource));
    }

    /** The same for a resource that is gone. */
    void gone(IncusInstance resource) {
        note(resource, false);
    }

    private void note(IncusInstance resource, boolean uses) {
        HostKey host = InstanceKeys.host(resource);
        ResourceID id = ResourceID.fromResource(resource);
        if (uses ? users.add(id) : users.remove(id)) {
            changed(host);
        }
    }

    private boolean uses(IncusInstance resource) {
        return resource.hasFinalizer(Api.INSTANCE_FINALIZER)
                && hosts.find(InstanceKeys.host(resource))
                        .map(host -> mayHaveSomething(resource, host))
                        .orElse(true);
    }

    private boolean mayHaveSomething(IncusInstance resource, Host host) {
        Mark mark = new Mark(
                cluster.id(),
                resource.getMetadata().getNamespace(),
                resource.getMetadata().getName());
        InstanceRef instance = InstanceKeys.instance(resource, host.spec());
        if (access.enters(host, mark.namespace(), instance.project())) {
            return true;
        }
        Sighting own = host.lookForOwn(instance, mark::owns);
        // of a host that cannot be asked the status says whether there was something
        return own instanceof Sighting.Seen || (!(own instanceof Sighting.Gone) && saysThatThereIsOne(resource));
    }

    private static boolean saysThatThereIsOne(IncusInstance resource) {
        InstanceStatus status = resource.getStatus();
        return status != null && (status.instance() != null || status.operation() != null);
    }

    @Override
    public Use of(HostKey host) {
        ResourceCache<IncusInstance> known = resources;
        if (known == null) {
            return Use.UNKNOWN;
        }
        // not by an index of the cache: it lacks a resource for a moment whenever the resource changes
        return keptOtherwise.test(host)
                        || known.list(resource -> InstanceKeys.host(resource).equals(host) && uses(resource))
                                .findAny()
                                .isPresent()
                ? Use.USED
                : Use.UNUSED;
    }

    @Override
    public boolean isUsedElsewhere(HostKey host) {
        return !knowsAll
                && lookup.hasAny(resource -> InstanceKeys.host(resource).equals(host) && uses(resource))
                        .orElse(true);
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
