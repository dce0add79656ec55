package dev.incusoperator;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.incusoperator.api.v1alpha1.ClusterIncusHost;
import dev.incusoperator.api.v1alpha1.IncusHost;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * How resources are read, written and copied. Before each look at a resource a copy of it is made, as a rule by writing it as
 * JSON and reading that. Of our own kinds spec and status are records that nobody changes: a copy shares them, and has
 * metadata of its own.
 */
final class KubernetesCopying extends KubernetesSerialization {
    KubernetesCopying(ObjectMapper mapper, Class<? extends KubernetesResource>[] kinds) {
        super(mapper, false);
        for (Class<? extends KubernetesResource> kind : kinds) {
            registerKubernetesResource(kind);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T clone(T resource) {
        if (resource instanceof IncusInstance instance) {
            return (T) copied(instance, new IncusInstance());
        }
        if (resource instanceof IncusHost host) {
            return (T) copied(host, new IncusHost());
        }
        if (resource instanceof ClusterIncusHost host) {
            return (T) copied(host, new ClusterIncusHost());
        }
        return super.clone(resource);
    }

    private static <S, T, R extends CustomResource<S, T>> R copied(R resource, R copy) {
        copy.setMetadata(new ObjectMetaBuilder(resource.getMetadata()).build());
        copy.setSpec(resource.getSpec());
        copy.setStatus(resource.getStatus());
        return copy;
    }
}
