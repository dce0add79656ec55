package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A kind that is served.
 *
 * @param group empty for the core group
 * @param status whether its status is a subresource
 * @param schema the OpenAPI schema, missing for kinds that are built in
 * @param columns as a resource definition declares additional printer columns
 */
record ResourceType(
        String group,
        String version,
        String kind,
        String plural,
        List<String> shortNames,
        List<String> categories,
        boolean namespaced,
        boolean status,
        JsonNode schema,
        List<Column> columns) {

    /** One column that kubectl prints; those of a priority above 0 with {@code -o wide} only. */
    record Column(String name, String type, String jsonPath, int priority) {}

    static ResourceType builtIn(
            String group, String version, String kind, String plural, boolean namespaced, String... shortNames) {
        return new ResourceType(
                group,
                version,
                kind,
                plural,
                List.of(shortNames),
                List.of(),
                namespaced,
                false,
                MissingNode.getInstance(),
                List.of());
    }

    /** The first served version of a definition. */
    static ResourceType definedBy(JsonNode definition) {
        JsonNode spec = definition.path("spec");
        JsonNode version = spec.path("versions").path(0);
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : version.path("additionalPrinterColumns")) {
            columns.add(new Column(
                    column.path("name").asText(),
                    column.path("type").asText(),
                    column.path("jsonPath").asText(),
                    column.path("priority").asInt(0)));
        }
        return new ResourceType(
                spec.path("group").asText(),
                version.path("name").asText(),
                spec.path("names").path("kind").asText(),
                spec.path("names").path("plural").asText(),
                texts(spec.path("names").path("shortNames")),
                texts(spec.path("names").path("categories")),
                "Namespaced".equals(spec.path("scope").asText()),
                version.path("subresources").has("status"),
                version.path("schema").path("openAPIV3Schema"),
                columns);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Whether it comes from a resource definition. */
    boolean isCustom() {
        return !schema.isMissingNode();
    }

    /** The same for every version and every state of its definition: {@code incusinstances.incusoperator.dev}. */
    String id() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** For messages: {@code incusinstances.incusoperator.dev "web"}. */
    String named(String name) {
        return id() + " \"" + name + "\"";
    }
}
