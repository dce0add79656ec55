package dev.incusoperator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;

/** A namespace of one test's own; {@link #close} deletes it, without waiting for its end. */
public record TestNamespace(String name, KubernetesClient client) implements AutoCloseable {

    @Override
    public void close() {
        client.namespaces().withName(name).delete();
    }
}
