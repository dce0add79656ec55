package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.HostRef;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.HostKey;
import java.util.Optional;

/** Which host and which name there a resource means. Pure. */
final class InstanceKeys {
    private InstanceKeys() {}

    static HostKey host(IncusInstance resource) {
        HostRef ref = resource.getSpec().hostRef();
        HostKind kind = ref.kind() == null ? HostKind.INCUS_HOST : ref.kind();
        String namespace = kind == HostKind.INCUS_HOST ? resource.getMetadata().getNamespace() : "";
        return new HostKey(kind, namespace, ref.name());
    }

    static String instanceName(IncusInstance resource) {
        return Optional.ofNullable(resource.getSpec().instanceName())
                .orElse(resource.getMetadata().getName());
    }

    /** The project asked for, else the one that was resolved before, else the host's. */
    static InstanceRef instance(IncusInstance resource, HostSpec host) {
        InstanceSpec spec = resource.getSpec();
        String project = Optional.ofNullable(spec.project())
                .or(() -> Optional.ofNullable(resource.getStatus())
                        .map(status -> status.instance())
                        .map(observed -> observed.project()))
                .orElseGet(host::projectOrDefault);
        return new InstanceRef(project, instanceName(resource));
    }
}
