package dev.incusoperator;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.ClusterIncusHost;
import dev.incusoperator.api.v1alpha1.IncusHost;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.instance.ClusterIdentity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Finds out before anything is begun whether the operator can do its work here. */
@ApplicationScoped
public class Preflight {
    private static final List<Class<? extends HasMetadata>> KINDS =
            List.of(IncusInstance.class, IncusHost.class, ClusterIncusHost.class);

    private final KubernetesClient kubernetes;
    private final ClusterIdentity cluster;

    public Preflight(KubernetesClient kubernetes, ClusterIdentity cluster) {
        this.kubernetes = kubernetes;
        this.cluster = cluster;
    }

    /** The first thing that is missing, as a sentence that says what to do; empty where nothing is. */
    public Optional<String> missing() {
        for (Class<? extends HasMetadata> kind : KINDS) {
            Optional<String> missing = missing(kind);
            if (missing.isPresent()) {
                return missing;
            }
        }
        try {
            cluster.id();
            return Optional.empty();
        } catch (KubernetesClientException | IllegalStateException e) {
            return Optional.of("Cannot read the namespace kube-system, whose UID names this cluster on its hosts: "
                    + reason(e) + ". Grant the operator's service account 'get' on namespaces.");
        }
    }

    private Optional<String> missing(Class<? extends HasMetadata> kind) {
        String plural = HasMetadata.getPlural(kind) + "." + Api.GROUP;
        try {
            kubernetes
                    .resources(kind)
                    .inAnyNamespace()
                    .list(new ListOptionsBuilder().withLimit(1L).build());
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of(
                    switch (e.getCode()) {
                        case 404 ->
                            "The API server at " + kubernetes.getMasterUrl() + " does not know " + plural
                                    + ": apply the definitions first (kubectl apply -f crds/).";
                        case 401, 403 ->
                            "The API server at " + kubernetes.getMasterUrl() + " does not let the operator list "
                                    + plural + ": " + reason(e)
                                    + ". Apply deploy/kustomize, or grant its account that.";
                        default ->
                            "No answer from the Kubernetes API at " + kubernetes.getMasterUrl() + ": " + reason(e)
                                    + ". Is KUBECONFIG right, and does the server run?";
                    });
        }
    }

    private static String reason(Exception e) {
        Throwable deepest = e;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    }
}
