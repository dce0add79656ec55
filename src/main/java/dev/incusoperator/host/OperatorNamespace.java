package dev.incusoperator.host;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The namespace whose Secrets ClusterIncusHosts name: as set, else the one that the operator runs in. */
@ApplicationScoped
public class OperatorNamespace {
    private final String name;

    public OperatorNamespace(HostSettings settings, KubernetesClient kubernetes) {
        this.name = settings.namespace()
                .or(() -> Optional.ofNullable(kubernetes.getNamespace()))
                .orElse("default");
    }

    public String name() {
        return name;
    }
}
