package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The kinds that are served now. */
final class ResourceTypes {
    static final ResourceType NAMESPACES = ResourceType.builtIn("", "v1", "Namespace", "namespaces", false, "ns");
    static final ResourceType DEFINITIONS = ResourceType.builtIn(
            "apiextensions.k8s.io",
            "v1",
            "CustomResourceDefinition",
            "customresourcedefinitions",
            false,
            "crd",
            "crds");

    private record Key(String group, String version, String plural) {}

    private final Map<Key, ResourceType> types = new LinkedHashMap<>();

    ResourceTypes() {
        add(NAMESPACES);
        add(DEFINITIONS);
        builtIn("", "v1", "Secret", "secrets");
        builtIn("", "v1", "ConfigMap", "configmaps", "cm");
        builtIn("", "v1", "Event", "events", "ev");
        builtIn("", "v1", "ServiceAccount", "serviceaccounts", "sa");
        builtIn("", "v1", "Service", "services", "svc");
        builtIn("events.k8s.io", "v1", "Event", "events");
        builtIn("coordination.k8s.io", "v1", "Lease", "leases");
        builtIn("rbac.authorization.k8s.io", "v1", "Role", "roles");
        builtIn("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings");
        add(ResourceType.builtIn("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false));
        add(ResourceType.builtIn(
                "rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", false));
    }

    Optional<ResourceType> find(ResourcePath path) {
        return Optional.ofNullable(types.get(new Key(path.group(), path.version(), path.plural())));
    }

    Collection<ResourceType> all() {
        return types.values();
    }

    void define(JsonNode definition) {
        add(ResourceType.definedBy(definition));
    }

    void undefine(JsonNode definition) {
        types.remove(key(ResourceType.definedBy(definition)));
    }

    private void builtIn(String group, String version, String kind, String plural, String... shortNames) {
        add(ResourceType.builtIn(group, version, kind, plural, true, shortNames));
    }

    private void add(ResourceType type) {
        types.put(key(type), type);
    }

    private static Key key(ResourceType type) {
        return new Key(type.group(), type.version(), type.plural());
    }
}
