package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The resources that a test names, as an informer would have them. */
final class ListedResources implements ResourceCache<IncusInstance> {
    private final List<IncusInstance> all;

    ListedResources(List<IncusInstance> all) {
        this.all = all;
    }

    @Override
    public Stream<IncusInstance> list(String namespace, Predicate<IncusInstance> which) {
        return list(which).filter(each -> each.getMetadata().getNamespace().equals(namespace));
    }

    @Override
    public Stream<IncusInstance> list(Predicate<IncusInstance> which) {
        return all.stream().filter(which);
    }

    @Override
    public Optional<IncusInstance> get(ResourceID id) {
        return all.stream()
                .filter(each -> ResourceID.fromResource(each).equals(id))
                .findFirst();
    }

    @Override
    public Stream<ResourceID> keys() {
        return all.stream().map(ResourceID::fromResource);
    }
}
