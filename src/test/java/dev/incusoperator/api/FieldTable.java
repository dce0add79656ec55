package dev.incusoperator.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;
import java.util.stream.Collectors;

/** The fields of a kind as a table in Markdown, put between two marks of a page. */
final class FieldTable {
    private static final String BEGIN = "<!-- fields of %s: made from the schema, do not edit -->\n";
    private static final String END = "<!-- end -->";

    private FieldTable() {}

    /** The page with the tables of the definition's spec and status in their places. */
    static String put(String page, CustomResourceDefinition definition) {
        JSONSchemaProps root =
                definition.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
        String done = page;
        for (String part : List.of("spec", "status")) {
            done = between(done, part, table(root.getProperties().get(part)));
        }
        return done;
    }

    private static String between(String page, String part, String table) {
        String begin = BEGIN.formatted(part);
        int from = page.indexOf(begin);
        int to = page.indexOf(END, from);
        if (from < 0 || to < 0) {
            throw new IllegalStateException("The page has no place for the fields: write " + begin + END);
        }
        return page.substring(0, from + begin.length()) + "\n" + table + "\n" + page.substring(to);
    }

    private static String table(JSONSchemaProps schema) {
        StringBuilder rows = new StringBuilder("| field | type | default | meaning |\n|---|---|---|---|\n");
        addRows("", schema, rows);
        return rows.toString();
    }

    private static void addRows(String prefix, JSONSchemaProps schema, StringBuilder rows) {
        if (schema.getProperties() == null) {
            return;
        }
        List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
        schema.getProperties().forEach((name, field) -> {
            String path = prefix + name;
            rows.append("| `%s` | %s | %s | %s |%n"
                    .formatted(
                            path,
                            type(field),
                            required.contains(name) ? "required" : text(field.getDefault()),
                            field.getDescription().replace("|", "\\|").replace("<", "&lt;")));
            addInnerRows(path, field, rows);
        });
    }

    private static void addInnerRows(String path, JSONSchemaProps field, StringBuilder rows) {
        addRows(path + ".", field, rows);
        if (field.getItems() != null) {
            addRows(path + "[].", field.getItems().getSchema(), rows);
        }
        if (field.getAdditionalProperties() != null) {
            addRows(path + ".*.", field.getAdditionalProperties().getSchema(), rows);
        }
    }

    private static String type(JSONSchemaProps field) {
        if (!field.getEnum().isEmpty()) {
            return field.getEnum().stream()
                    .map(word -> "`" + word.asText() + "`")
                    .collect(Collectors.joining(", "));
        }
        if (field.getItems() != null) {
            return "list of " + type(field.getItems().getSchema());
        }
        if (field.getAdditionalProperties() != null) {
            return "map of " + type(field.getAdditionalProperties().getSchema());
        }
        return field.getType();
    }

    private static String text(JsonNode value) {
        return value == null ? "" : "`" + (value.isTextual() ? value.asText() : value.toString()) + "`";
    }
}
