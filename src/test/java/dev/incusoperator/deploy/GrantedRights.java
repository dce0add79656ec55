package dev.incusoperator.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds in RBAC manifests what they let a service account do. A wildcard is taken as it is written: nobody uses a verb "*". */
public final class GrantedRights {
    private final List<JsonNode> manifests;
    private final String namespace;
    private final String account;

    private GrantedRights(List<JsonNode> manifests, String namespace, String account) {
        this.manifests = manifests;
        this.namespace = namespace;
        this.account = account;
    }

    public static Set<Grant> of(
            Collection<? extends GenericKubernetesResource> manifests, String namespace, String account) {
        List<JsonNode> read = manifests.stream()
                .map(manifest -> Serialization.jsonMapper().<JsonNode>valueToTree(manifest))
                .toList();
        return new GrantedRights(read, namespace, account).grants();
    }

    private Set<Grant> grants() {
        Set<Grant> grants = new HashSet<>();
        for (JsonNode binding : manifests) {
            boolean everywhere = kind(binding).equals("ClusterRoleBinding");
            if ((everywhere || kind(binding).equals("RoleBinding")) && isOurs(binding)) {
                String where = everywhere ? "" : namespaceOf(binding);
                for (JsonNode rule : role(binding).path("rules")) {
                    addAll(grants, where, rule);
                }
            }
        }
        return grants;
    }

    private static void addAll(Set<Grant> grants, String where, JsonNode rule) {
        if (rule.has("resourceNames")) {
            throw new IllegalArgumentException("rights to single objects are not compared yet: " + rule);
        }
        for (JsonNode group : rule.path("apiGroups")) {
            for (JsonNode resource : rule.path("resources")) {
                for (JsonNode verb : rule.path("verbs")) {
                    grants.add(new Grant(where, new Right(group.asText(), resource.asText(), verb.asText())));
                }
            }
        }
    }

    private boolean isOurs(JsonNode binding) {
        for (JsonNode subject : binding.path("subjects")) {
            if (kind(subject).equals("ServiceAccount")
                    && subject.path("name").asText().equals(account)
                    && subject.path("namespace").asText().equals(namespace)) {
                return true;
            }
        }
        return false;
    }

    private JsonNode role(JsonNode binding) {
        JsonNode ref = binding.path("roleRef");
        return manifests.stream()
                .filter(role -> kind(role).equals(kind(ref)))
                .filter(role -> name(role).equals(ref.path("name").asText()))
                .filter(role ->
                        kind(role).equals("ClusterRole") || namespaceOf(role).equals(namespaceOf(binding)))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(name(binding) + " binds a role that is not there: " + ref));
    }

    private static String kind(JsonNode object) {
        return object.path("kind").asText();
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    private static String namespaceOf(JsonNode object) {
        return object.path("metadata").path("namespace").asText();
    }
}
