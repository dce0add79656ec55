package dev.incusoperator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.inject.Singleton;

/**
 * What is left out of what Kubernetes tells: who wrote which field ({@code metadata.managedFields}). Nobody here asks, and it is
 * several times as large as the resource itself, of each of the thousands that are kept in memory. The API server takes a
 * resource without it for one whose writer does not know of it, and keeps its own.
 */
@Singleton
public class KubernetesReading implements KubernetesClientObjectMapperCustomizer {
    @Override
    public void customize(ObjectMapper mapper) {
        mapper.addMixIn(ObjectMeta.class, WithoutManagedFields.class);
    }

    @JsonIgnoreProperties("managedFields")
    private interface WithoutManagedFields {}
}
