package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.IncusHost;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Of the hosts that one namespace declares only the oldest are connected to: a new one takes no older one's place. */
final class NamespaceQuota {
    private static final Comparator<IncusHost> OLDEST_FIRST = Comparator.comparing(
            IncusHost::getMetadata,
            Comparator.comparing((ObjectMeta metadata) ->
                            Optional.ofNullable(metadata.getCreationTimestamp()).orElse(""))
                    .thenComparing(ObjectMeta::getName));

    private final Supplier<Stream<IncusHost>> declared;

    /** @param declared those of the namespace */
    NamespaceQuota(Supplier<Stream<IncusHost>> declared) {
        this.declared = declared;
    }

    /** Looked through, not by an index of the cache: it lacks a host for a moment whenever the host changes. */
    static NamespaceQuota of(ResourceCache<IncusHost> resources, String namespace) {
        return new NamespaceQuota(
                () -> resources.list(host -> namespace.equals(host.getMetadata().getNamespace())));
    }

    /** How many hosts the namespace declared before this one. */
    int older(IncusHost host) {
        return (int) declared.get()
                .filter(other -> OLDEST_FIRST.compare(other, host) < 0)
                .count();
    }

    /** Those that are connected to where that many may be. */
    List<IncusHost> oldest(int most) {
        return declared.get().sorted(OLDEST_FIRST).limit(most).toList();
    }
}
