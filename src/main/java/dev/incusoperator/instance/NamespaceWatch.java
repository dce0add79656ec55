package dev.incusoperator.instance;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches the namespaces for their labels, which the access rules of hosts select by. */
@ApplicationScoped
public class NamespaceWatch implements NamespaceLabels {
    private final KubernetesClient kubernetes;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable SharedIndexInformer<Namespace> informer;

    public NamespaceWatch(KubernetesClient kubernetes) {
        this.kubernetes = kubernetes;
    }

    /** Begins to watch; returns when all that are there are known. */
    public void start() {
        informer = kubernetes.namespaces().inform(new Relabelled());
    }

    /** To be told of a namespace that came, or whose labels changed. */
    void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    @Override
    public Optional<Map<String, String>> of(String namespace) {
        return Optional.ofNullable(informer)
                .map(known -> known.getStore().getByKey(namespace))
                .map(found -> Objects.requireNonNullElse(found.getMetadata().getLabels(), Map.of()));
    }

    @PreDestroy
    void close() {
        SharedIndexInformer<Namespace> running = informer;
        if (running != null) {
            running.close();
        }
    }

    private final class Relabelled implements ResourceEventHandler<Namespace> {
        @Override
        public void onAdd(Namespace namespace) {
            tell(namespace);
        }

        @Override
        public void onUpdate(Namespace before, Namespace now) {
            if (!Objects.equals(
                    before.getMetadata().getLabels(), now.getMetadata().getLabels())) {
                tell(now);
            }
        }

        private void tell(Namespace namespace) {
            listeners.forEach(
                    listener -> listener.accept(namespace.getMetadata().getName()));
        }

        @Override
        public void onDelete(Namespace namespace, boolean unknown) {}
    }
}
