package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;

/**
 * One request.
 *
 * @param contentType empty where there is none
 */
record ApiCall(String method, String path, Map<String, String> query, String contentType, String accept, String body) {

    boolean isWatch() {
        return method.equals("GET") && ("true".equals(query.get("watch")) || "1".equals(query.get("watch")));
    }

    boolean wantsTable() {
        return accept.contains("as=Table");
    }

    /** The body; empty where there is none. Kubernetes takes YAML for an apply. */
    ObjectNode object() {
        if (body.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (json() instanceof ObjectNode object) {
            return object;
        }
        throw ApiError.badRequest("the body is no object");
    }

    JsonNode json() {
        if (contentType.contains("protobuf")) {
            throw ApiError.unsupportedMediaType(contentType + "; kubectl apply -f speaks JSON");
        }
        try {
            return contentType.contains("yaml")
                    ? Serialization.yamlMapper().readTree(body)
                    : Serialization.jsonMapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw ApiError.badRequest("the body does not parse: " + e.getOriginalMessage());
        }
    }
}
