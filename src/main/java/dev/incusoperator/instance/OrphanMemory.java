package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.DeletionPolicy;
import dev.incusoperator.api.v1alpha1.HostRef;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.host.HostOrphans.Orphan;
import dev.incusoperator.instance.ResourceLookup.Answer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the last searches for instances without a resource have found. Safe for use by many threads. */
final class OrphanMemory {
    /** How long that a resource exists which this operator does not watch is not asked again. */
    private static final Duration EXISTS_FOR = Duration.ofHours(1);

    private static final int MOST_ELSEWHERE = 50_000;

    /** One instance, and the resource that it belonged to. */
    record Found(InstanceRef instance, ResourceID resource) {}

    private final Clock clock;
    private final Map<HostKey, Map<Found, Instant>> orphans = new HashMap<>();
    private final Map<HostKey, Instant> arranged = new HashMap<>();
    private final Map<ResourceID, Instant> elsewhere = new LinkedHashMap<>();

    OrphanMemory(Clock clock) {
        this.clock = clock;
    }

    /** Takes what a search of a host has found; whether that is news. */
    synchronized boolean found(HostKey host, List<Found> found) {
        Map<Found, Instant> before = orphans.get(host);
        Instant now = clock.instant();
        orphans.put(
                host,
                found.stream()
                        .collect(Collectors.toMap(
                                each -> each,
                                each -> before == null ? now : before.getOrDefault(each, now),
                                (one, other) -> one)));
        return before == null || !before.keySet().equals(orphans.get(host).keySet());
    }

    synchronized Optional<List<Orphan>> of(HostKey host) {
        return Optional.ofNullable(orphans.get(host))
                .map(found -> found.keySet().stream()
                        .map(each -> new Orphan(
                                each.instance(),
                                each.resource().getNamespace().orElse("") + "/"
                                        + each.resource().getName()))
                        .sorted(Comparator.comparing(Orphan::toString))
                        .toList());
    }

    synchronized boolean hasAny(HostKey host) {
        return !orphans.getOrDefault(host, Map.of()).isEmpty();
    }

    synchronized boolean has(HostKey host, InstanceRef instance) {
        return orphans.getOrDefault(host, Map.of()).keySet().stream()
                .anyMatch(each -> each.instance().equals(instance));
    }

    synchronized List<HostKey> hostsWith(ResourceID resource) {
        return orphans.entrySet().stream()
                .filter(host -> host.getValue().keySet().stream()
                        .anyMatch(each -> each.resource().equals(resource)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Since when it is known to be one. */
    synchronized Instant since(HostKey host, Found orphan) {
        return orphans.getOrDefault(host, Map.of()).getOrDefault(orphan, clock.instant());
    }

    synchronized boolean isWorthAsking(ResourceID resource) {
        Instant known = elsewhere.get(resource);
        return known == null || clock.instant().isAfter(known.plus(EXISTS_FOR));
    }

    synchronized void answered(ResourceID resource, Answer answer) {
        elsewhere.remove(resource);
        if (answer == Answer.EXISTS) {
            elsewhere.put(resource, clock.instant());
            if (elsewhere.size() > MOST_ELSEWHERE) {
                elsewhere.remove(elsewhere.keySet().iterator().next());
            }
        }
    }

    /** Notes that a host is looked at again at that time; whether nothing was arranged for it. */
    synchronized boolean arrange(HostKey host, Instant at) {
        Instant before = arranged.get(host);
        if (before != null && clock.instant().isBefore(before)) {
            return false;
        }
        arranged.put(host, at);
        return true;
    }

    synchronized void forget(HostKey host) {
        orphans.remove(host);
        arranged.remove(host);
    }

    /** A resource as the one must have been whose instance is to be deleted. */
    static IncusInstance resource(HostKey host, Found orphan) {
        IncusInstance resource = new IncusInstance();
        resource.setMetadata(new ObjectMetaBuilder()
                .withNamespace(orphan.resource().getNamespace().orElseThrow())
                .withName(orphan.resource().getName())
                .withGeneration(1L)
                .withFinalizers(Api.INSTANCE_FINALIZER)
                .build());
        Map<String, Object> spec = new TreeMap<>();
        spec.put("hostRef", new HostRef(host.kind(), host.name()));
        spec.put("instanceName", orphan.instance().name());
        spec.put("project", orphan.instance().project());
        spec.put("deletion", DeletionPolicy.DELETE);
        resource.setSpec(Serialization.unmarshal(Serialization.asJson(spec), InstanceSpec.class));
        return resource;
    }
}
