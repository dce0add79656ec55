package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSONPath of a printer column, as far as columns of scalars use it: fields, indices, and {@code [?(@.type=="Ready")]}. */
final class ColumnPath {
    private static final Pattern STEP = Pattern.compile(
            "\\.([A-Za-z0-9_\\\\.-]*?[A-Za-z0-9_-])(?=[.\\[]|$)|\\[(\\d+)]|\\[\\?\\(@\\.(\\w+)\\s*==\\s*[\"']([^\"']*)[\"']\\)]");

    private ColumnPath() {}

    /** Missing where there is nothing. */
    static JsonNode read(JsonNode object, String path) {
        JsonNode node = object;
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            if (step.group(1) != null) {
                node = node.path(step.group(1).replace("\\.", "."));
            } else if (step.group(2) != null) {
                node = node.path(Integer.parseInt(step.group(2)));
            } else {
                node = firstWhere(node, step.group(3), step.group(4));
            }
        }
        return node;
    }

    private static JsonNode firstWhere(JsonNode list, String field, String value) {
        for (JsonNode item : list) {
            if (item.path(field).asText().equals(value)) {
                return item;
            }
        }
        return MissingNode.getInstance();
    }
}
