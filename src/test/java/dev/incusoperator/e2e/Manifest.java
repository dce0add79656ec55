package dev.incusoperator.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.api.v1alpha1.Api;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Resources as a user writes them: field by field from YAML, so that only what is written is sent. */
final class Manifest {
    private Manifest() {}

    /** An object; the empty text is an empty one. */
    static ObjectNode yaml(String text) {
        try {
            JsonNode read = Serialization.yamlMapper().readTree(text);
            return read instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not YAML: " + text, e);
        }
    }

    /** A merge patch: YAML, with its nulls, which take away. */
    static String patch(String yaml) {
        return yaml(yaml).toString();
    }

    /** A merge patch of the spec. */
    static String specPatch(String yaml) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.set("spec", yaml(yaml));
        return patch.toString();
    }

    /** Of the operator's kinds; an empty namespace for one of the cluster's. */
    static GenericKubernetesResource resource(String kind, String namespace, String name, ObjectNode spec) {
        ObjectNode resource = JsonNodeFactory.instance.objectNode();
        resource.put("apiVersion", Api.GROUP + "/" + Api.VERSION).put("kind", kind);
        ObjectNode metadata = resource.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        resource.set("spec", spec);
        return Serialization.jsonMapper().convertValue(resource, GenericKubernetesResource.class);
    }
}
