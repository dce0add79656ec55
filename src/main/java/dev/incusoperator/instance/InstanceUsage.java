package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.host.HostUsage;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A host is in use while a resource that has something there names it: one that carries our finalizer. */
@ApplicationScoped
public class InstanceUsage implements HostUsage {
    private final List<Consumer<HostKey>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    private final Set<ResourceID> users = ConcurrentHashMap.newKeySet();
    private volatile @Nullable ResourceCache<IncusInstance> resources;

    /** To be called once, when all resources are in it. */
    void known(ResourceCache<IncusInstance> cache) {
        resources = cache;
        waiting.forEach(Runnable::run);
    }

    /** Tells who listens where a resource begins to use its host, or no longer does. */
    void note(IncusInstance resource, boolean uses) {
        HostKey host = InstanceKeys.host(resource);
        ResourceID id = ResourceID.fromResource(resource);
        if (uses ? users.add(id) : users.remove(id)) {
            listeners.forEach(listener -> listener.accept(host));
        }
    }

    @Override
    public Use of(HostKey host) {
        ResourceCache<IncusInstance> known = resources;
        if (known == null) {
            return Use.UNKNOWN;
        }
        // not by an index of the cache: it lacks a resource for a moment whenever the resource changes
        return known.list(resource -> InstanceKeys.host(resource).equals(host)
                                && resource.hasFinalizer(Api.INSTANCE_FINALIZER))
                        .findAny()
                        .isPresent()
                ? Use.USED
                : Use.UNUSED;
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
