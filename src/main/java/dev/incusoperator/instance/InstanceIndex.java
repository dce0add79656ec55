package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.CopySource;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.HostKey;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which resources an instance concerns, by its host and name: those that mean it, and those that copy it. The index of
 * the informer's cache will not do: whenever it takes a newer version of a resource it takes the resource out of its index
 * and puts it in again, and news that comes in between would reach nobody. Safe for use by many threads.
 */
final class InstanceIndex {
    private final Map<ResourceID, Set<String>> keys = new HashMap<>();
    private final Map<String, Set<ResourceID>> resources = new HashMap<>();

    /** To be called before the instance is looked at: what happens to it after that is told. */
    synchronized void note(IncusInstance resource) {
        ResourceID id = ResourceID.fromResource(resource);
        Set<String> now = keys(resource);
        if (!now.equals(keys.get(id))) {
            forget(id);
            keys.put(id, now);
            now.forEach(key ->
                    resources.computeIfAbsent(key, none -> new HashSet<>()).add(id));
        }
    }

    synchronized void forget(ResourceID id) {
        Optional.ofNullable(keys.remove(id))
                .orElse(Set.of())
                .forEach(key -> resources.computeIfPresent(key, (same, ids) -> {
                    ids.remove(id);
                    return ids.isEmpty() ? null : ids;
                }));
    }

    /** Whatever the project: it may be the host's default, which is not the resource's to know. */
    synchronized Set<ResourceID> of(HostKey host, InstanceRef instance) {
        return Set.copyOf(resources.getOrDefault(key(host, instance.name()), Set.of()));
    }

    private static Set<String> keys(IncusInstance resource) {
        HostKey host = InstanceKeys.host(resource);
        String own = key(host, InstanceKeys.instanceName(resource));
        CopySource copy = resource.getSpec().copyFrom();
        return copy == null ? Set.of(own) : Set.copyOf(List.of(own, key(host, copy.instance())));
    }

    private static String key(HostKey host, String instance) {
        return host + "/" + instance;
    }
}
