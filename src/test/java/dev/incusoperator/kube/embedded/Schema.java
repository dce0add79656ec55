package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/** How a part of an object is merged; a part that no schema describes is merged as Kubernetes merges by default. */
record Schema(JsonNode node, List<String> fixedKeys, boolean fixedSet) {

    /** How a list is merged. */
    enum ListType {
        ATOMIC,
        SET,
        MAP
    }

    private static final Schema UNKNOWN = new Schema(MissingNode.getInstance(), List.of(), false);
    private static final Schema STRINGS = new Schema(MissingNode.getInstance(), List.of(), true);
    private static final Schema OWNERS = new Schema(MissingNode.getInstance(), List.of("uid"), false);

    static Schema of(ResourceType type) {
        return new Schema(type.schema(), List.of(), false);
    }

    /** Of the metadata that every object has. */
    static Schema ofMetadata(String field) {
        return switch (field) {
            case "finalizers" -> STRINGS;
            case "ownerReferences" -> OWNERS;
            default -> UNKNOWN;
        };
    }

    Schema field(String name) {
        JsonNode child = node.path("properties").path(name);
        JsonNode any = node.path("additionalProperties");
        return child.isMissingNode() && !any.isObject()
                ? UNKNOWN
                : new Schema(child.isMissingNode() ? any : child, List.of(), false);
    }

    Schema items() {
        return new Schema(node.path("items"), List.of(), false);
    }

    boolean isAtomicMap() {
        return "atomic".equals(node.path("x-kubernetes-map-type").asText());
    }

    ListType listType() {
        if (fixedSet) {
            return ListType.SET;
        }
        if (!fixedKeys.isEmpty()) {
            return ListType.MAP;
        }
        return switch (node.path("x-kubernetes-list-type").asText()) {
            case "map" -> ListType.MAP;
            case "set" -> ListType.SET;
            default -> ListType.ATOMIC;
        };
    }

    List<String> keys() {
        if (!fixedKeys.isEmpty()) {
            return fixedKeys;
        }
        List<String> keys = new ArrayList<>();
        node.path("x-kubernetes-list-map-keys").forEach(key -> keys.add(key.asText()));
        return keys;
    }
}
