package dev.incusoperator.instance;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names the cluster that this operator works for: by the UID of its namespace kube-system, which no other cluster has. */
@ApplicationScoped
public class ClusterIdentity {
    private static final String NAMESPACE = "kube-system";

    private final KubernetesClient kubernetes;
    private volatile @Nullable String id;

    public ClusterIdentity(KubernetesClient kubernetes) {
        this.kubernetes = kubernetes;
    }

    /** Asked for once; then remembered. */
    public String id() {
        String known = id;
        if (known == null) {
            known = Optional.ofNullable(
                            kubernetes.namespaces().withName(NAMESPACE).get())
                    .map(Namespace::getMetadata)
                    .map(meta -> meta.getUid())
                    .orElseThrow(() -> new IllegalStateException("the cluster has no namespace " + NAMESPACE
                            + ", whose UID names the cluster on its hosts"));
            id = known;
        }
        return known;
    }
}
