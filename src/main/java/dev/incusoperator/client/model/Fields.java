package dev.incusoperator.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads fields of an answer; what is missing, null or of another kind is empty, never an error. */
final class Fields {
    private Fields() {}

    static String text(JsonNode node, String field) {
        return node.path(field).asText("");
    }

    static boolean isAbsent(JsonNode node, String field) {
        return node.path(field).isMissingNode() || node.path(field).isNull();
    }

    static List<String> texts(JsonNode array) {
        List<String> all = new ArrayList<>(array.size());
        for (JsonNode each : array) {
            if (!each.isNull()) {
                all.add(each.asText(""));
            }
        }
        return List.copyOf(all);
    }

    static Map<String, String> textMap(JsonNode object) {
        return map(object, value -> value.asText(""));
    }

    static Map<String, Map<String, String>> textMaps(JsonNode object) {
        return map(object, Fields::textMap);
    }

    static <T> Map<String, T> map(JsonNode object, Function<JsonNode, T> value) {
        Map<String, T> all = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (!entry.getValue().isNull()) {
                all.put(entry.getKey(), value.apply(entry.getValue()));
            }
        }
        return Collections.unmodifiableMap(all);
    }
}
