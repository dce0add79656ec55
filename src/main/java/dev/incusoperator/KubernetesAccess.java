package dev.incusoperator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapper;
import io.quarkus.kubernetes.client.KubernetesResources;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the one client of the Kubernetes API, in place of the extension's own, which nothing can be put before. */
@ApplicationScoped
public class KubernetesAccess {
    @Produces
    @Singleton
    @SuppressWarnings("unchecked")
    KubernetesSerialization serialization(
            @KubernetesClientObjectMapper ObjectMapper mapper,
            @KubernetesResources @SuppressWarnings("rawtypes") Class[] kinds) {
        return new KubernetesCopying(mapper, kinds);
    }

    @Produces
    @ApplicationScoped
    public KubernetesClient client(KubernetesSerialization serialization, Config config, LeaderLease lease) {
        return new KubernetesClientBuilder()
                .withKubernetesSerialization(serialization)
                .withConfig(config)
                .withHttpClientBuilderConsumer(
                        http -> http.addOrReplaceInterceptor(LeaseWatch.NAME, new LeaseWatch(lease)))
                .build();
    }

    void end(@Disposes KubernetesClient client) {
        client.close();
    }
}
