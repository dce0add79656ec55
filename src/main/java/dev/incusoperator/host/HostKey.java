package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostKind;

/** Names a host resource; {@code namespace} is empty for a ClusterIncusHost. */
public record HostKey(HostKind kind, String namespace, String name) {

    @Override
    public String toString() {
        return namespace.isEmpty() ? kind + "/" + name : kind + "/" + namespace + "/" + name;
    }
}
