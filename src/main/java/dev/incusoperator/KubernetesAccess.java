package dev.incusoperator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;

/** Makes the one client of the Kubernetes API, in place of the extension's own, which nothing can be put before. */
@ApplicationScoped
public class KubernetesAccess {
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
