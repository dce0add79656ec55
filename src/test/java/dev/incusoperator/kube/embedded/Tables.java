package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Objects as the table that kubectl prints.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables">Tables</a>
 */
final class Tables {
    private final Clock clock;

    Tables(Clock clock) {
        this.clock = clock;
    }

    ObjectNode of(ResourceType type, List<ObjectNode> objects, String version) {
        List<ResourceType.Column> columns = columns(type);
        ObjectNode table = JsonNodeFactory.instance.objectNode();
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata").put("resourceVersion", version);
        ArrayNode definitions = table.putArray("columnDefinitions");
        for (ResourceType.Column column : columns) {
            definitions
                    .addObject()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("format", column.name().equals("Name") ? "name" : "")
                    .put("description", "")
                    .put("priority", column.priority());
        }
        ArrayNode rows = table.putArray("rows");
        for (ObjectNode object : objects) {
            ObjectNode row = rows.addObject();
            ArrayNode cells = row.putArray("cells");
            columns.forEach(column -> cells.add(cell(column, object)));
            ObjectNode partial = row.putObject("object");
            partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
            partial.set("metadata", object.path("metadata"));
        }
        return table;
    }

    private static List<ResourceType.Column> columns(ResourceType type) {
        List<ResourceType.Column> columns = new ArrayList<>();
        columns.add(new ResourceType.Column("Name", "string", ".metadata.name", 0));
        columns.addAll(
                type.columns().isEmpty()
                        ? List.of(new ResourceType.Column("Age", "date", ".metadata.creationTimestamp", 0))
                        : type.columns());
        return columns;
    }

    private JsonNode cell(ResourceType.Column column, ObjectNode object) {
        JsonNode value = ColumnPath.read(object, column.jsonPath());
        if (value.isMissingNode() || value.isNull()) {
            return JsonNodeFactory.instance.nullNode();
        }
        return column.type().equals("date") ? JsonNodeFactory.instance.textNode(age(value.asText())) : value;
    }

    /** As kubectl words it: one unit while that says enough, two where it does not. */
    private String age(String timestamp) {
        Duration age = Duration.between(Instant.parse(timestamp), clock.instant());
        if (age.toMinutes() < 2) {
            return Math.max(0, age.toSeconds()) + "s";
        } else if (age.toMinutes() < 10) {
            return age.toMinutes() + "m" + (age.toSecondsPart() == 0 ? "" : age.toSecondsPart() + "s");
        } else if (age.toHours() < 3) {
            return age.toMinutes() + "m";
        } else if (age.toDays() < 2) {
            return age.toHours() + "h";
        }
        return age.toDays() + "d";
    }
}
