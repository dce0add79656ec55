package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The kinds as OpenAPI documents, one for each group and version: kubectl apply asks for them, and kubectl explain reads them. */
final class OpenApi {
    private static final String ROOT = "/openapi/v3";

    private final ResourceTypes types;

    OpenApi(ResourceTypes types) {
        this.types = types;
    }

    Optional<ObjectNode> answer(String path) {
        if (path.equals(ROOT)) {
            return Optional.of(index());
        }
        List<ResourceType> described = types.all().stream()
                .filter(type -> path.equals(ROOT + "/" + root(type)))
                .toList();
        return described.isEmpty() ? Optional.empty() : Optional.of(document(described));
    }

    private ObjectNode index() {
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        ObjectNode paths = index.putObject("paths");
        types.all().stream()
                .map(OpenApi::root)
                .distinct()
                .forEach(root -> paths.putObject(root).put("serverRelativeURL", ROOT + "/" + root));
        return index;
    }

    private static ObjectNode document(List<ResourceType> types) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("openapi", "3.0.0");
        document.putObject("info").put("title", "embedded").put("version", Discovery.VERSION);
        ObjectNode paths = document.putObject("paths");
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        for (ResourceType type : types) {
            ObjectNode patch = paths.putObject("/" + root(type) + (type.namespaced() ? "/namespaces/{namespace}/" : "/")
                            + type.plural() + "/{name}")
                    .putObject("patch");
            // tells kubectl to leave judging of fields to the server
            patch.putArray("parameters")
                    .addObject()
                    .put("name", "fieldValidation")
                    .put("in", "query");
            patch.set("x-kubernetes-group-version-kind", kindOf(type));
            ObjectNode schema = type.isCustom() ? type.schema().deepCopy() : JsonNodeFactory.instance.objectNode();
            schema.put("type", "object")
                    .putArray("x-kubernetes-group-version-kind")
                    .add(kindOf(type));
            schemas.set(type.id() + "." + type.version() + "." + type.kind(), schema);
        }
        return document;
    }

    private static ObjectNode kindOf(ResourceType type) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("group", type.group())
                .put("version", type.version())
                .put("kind", type.kind());
    }

    private static String root(ResourceType type) {
        return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
    }
}
