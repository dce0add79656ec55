package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Merges what a manager applies into an object, and takes out what the same manager applied before and no longer does, unless
 * another owns it too. Pure.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">Server-Side Apply</a>
 */
final class ServerSideApply {
    private final Schema schema;

    ServerSideApply(ResourceType type) {
        schema = Schema.of(type);
    }

    /** The parts that this object, being applied, makes its manager own. */
    Set<FieldPath> ownedBy(ObjectNode applied) {
        Set<FieldPath> owned = new HashSet<>();
        for (Map.Entry<String, JsonNode> field : applied.properties()) {
            if (field.getKey().equals("metadata")) {
                for (Map.Entry<String, JsonNode> part : field.getValue().properties()) {
                    collect(
                            FieldPath.ROOT
                                    .then(new FieldPath.Field("metadata"))
                                    .then(new FieldPath.Field(part.getKey())),
                            part.getValue(),
                            Schema.ofMetadata(part.getKey()),
                            owned);
                }
            } else {
                FieldPath path = FieldPath.ROOT.then(new FieldPath.Field(field.getKey()));
                collect(path, field.getValue(), schema.field(field.getKey()), owned);
            }
        }
        return owned;
    }

    /**
     * @param before what this manager owned until now
     * @param others what other managers own
     */
    ObjectNode merge(ObjectNode live, ObjectNode applied, Set<FieldPath> before, Set<FieldPath> others) {
        ObjectNode result = live.deepCopy();
        for (Map.Entry<String, JsonNode> field : applied.properties()) {
            if (field.getKey().equals("metadata")) {
                ObjectNode metadata = result.withObject("/metadata");
                field.getValue()
                        .properties()
                        .forEach(part ->
                                set(metadata, part.getKey(), part.getValue(), Schema.ofMetadata(part.getKey())));
            } else {
                set(result, field.getKey(), field.getValue(), schema.field(field.getKey()));
            }
        }
        Set<FieldPath> now = ownedBy(applied);
        before.stream()
                .filter(path -> !now.contains(path) && others.stream().noneMatch(other -> other.startsWith(path)))
                // an item before its fields: without its keys it would not be found
                .sorted(Comparator.comparingInt(path -> path.steps().size()))
                .forEach(path -> remove(result, path, applied));
        return result;
    }

    private void collect(FieldPath path, JsonNode value, Schema schema, Set<FieldPath> owned) {
        if (value.isObject() && !value.isEmpty() && !schema.isAtomicMap()) {
            value.properties()
                    .forEach(field -> collect(
                            path.then(new FieldPath.Field(field.getKey())),
                            field.getValue(),
                            schema.field(field.getKey()),
                            owned));
        } else if (value.isArray() && schema.listType() == Schema.ListType.MAP) {
            for (JsonNode item : value) {
                FieldPath itemPath = path.then(keyOf(item, schema));
                owned.add(itemPath);
                collect(itemPath, item, schema.items(), owned);
            }
        } else if (value.isArray() && schema.listType() == Schema.ListType.SET) {
            value.forEach(item -> owned.add(path.then(new FieldPath.Value(item))));
        } else if (!value.isNull()) {
            owned.add(path);
        }
    }

    private void set(ObjectNode parent, String name, JsonNode applied, Schema schema) {
        if (!applied.isNull()) {
            parent.set(name, merged(parent.path(name), applied, schema));
        }
    }

    private JsonNode merged(JsonNode live, JsonNode applied, Schema schema) {
        if (applied.isObject() && live.isObject() && !schema.isAtomicMap()) {
            ObjectNode result = (ObjectNode) live;
            applied.properties()
                    .forEach(field -> set(result, field.getKey(), field.getValue(), schema.field(field.getKey())));
            return result;
        }
        if (applied.isArray() && live.isArray()) {
            switch (schema.listType()) {
                case MAP:
                    return mergedByKey((ArrayNode) live, applied, schema);
                case SET:
                    return union((ArrayNode) live, applied);
                default:
                    return applied.deepCopy();
            }
        }
        return applied.deepCopy();
    }

    private JsonNode mergedByKey(ArrayNode live, JsonNode applied, Schema schema) {
        for (JsonNode item : applied) {
            JsonNode old = keyOf(item, schema).in(live);
            if (old.isObject()) {
                merged(old, item, schema.items());
            } else {
                live.add(item.deepCopy());
            }
        }
        return live;
    }

    private static JsonNode union(ArrayNode live, JsonNode applied) {
        for (JsonNode item : applied) {
            if (new FieldPath.Value(item).in(live).isMissingNode()) {
                live.add(item);
            }
        }
        return live;
    }

    /** A parent that thereby becomes empty goes too, unless it is applied. */
    private static void remove(ObjectNode root, FieldPath path, ObjectNode applied) {
        path.removeFrom(root);
        FieldPath parent = path.parent();
        while (parent.steps().size() > 1
                && parent.in(root).isContainerNode()
                && parent.in(root).isEmpty()
                && parent.in(applied).isMissingNode()) {
            parent.removeFrom(root);
            parent = parent.parent();
        }
    }

    private static FieldPath.Item keyOf(JsonNode item, Schema schema) {
        Map<String, JsonNode> keys = new LinkedHashMap<>();
        schema.keys().forEach(key -> keys.put(key, item.path(key)));
        return new FieldPath.Item(keys);
    }
}
