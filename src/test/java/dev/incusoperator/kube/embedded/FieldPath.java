package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The way from the root of an object to one part of it that someone can own. */
record FieldPath(List<Step> steps) {
    static final FieldPath ROOT = new FieldPath(List.of());

    /** One step of the way. */
    sealed interface Step {
        JsonNode in(JsonNode parent);

        void removeFrom(JsonNode parent);
    }

    record Field(String name) implements Step {
        @Override
        public JsonNode in(JsonNode parent) {
            return parent.path(name);
        }

        @Override
        public void removeFrom(JsonNode parent) {
            if (parent instanceof ObjectNode object) {
                object.remove(name);
            }
        }
    }

    /** The item of a list that has these values under its keys. */
    record Item(Map<String, JsonNode> keys) implements Step {
        boolean matches(JsonNode item) {
            return keys.entrySet().stream()
                    .allMatch(key -> item.path(key.getKey()).equals(key.getValue()));
        }

        @Override
        public JsonNode in(JsonNode parent) {
            return first(parent, this::matches);
        }

        @Override
        public void removeFrom(JsonNode parent) {
            removeIf(parent, this::matches);
        }
    }

    /** The item of a set that is this value. */
    record Value(JsonNode value) implements Step {
        @Override
        public JsonNode in(JsonNode parent) {
            return first(parent, value::equals);
        }

        @Override
        public void removeFrom(JsonNode parent) {
            removeIf(parent, value::equals);
        }
    }

    FieldPath then(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new FieldPath(List.copyOf(longer));
    }

    FieldPath parent() {
        return new FieldPath(steps.subList(0, steps.size() - 1));
    }

    boolean startsWith(FieldPath other) {
        return steps.size() >= other.steps.size()
                && steps.subList(0, other.steps.size()).equals(other.steps);
    }

    /** Missing where there is nothing. */
    JsonNode in(JsonNode root) {
        JsonNode node = root;
        for (Step step : steps) {
            node = step.in(node);
        }
        return node;
    }

    void removeFrom(JsonNode root) {
        steps.get(steps.size() - 1).removeFrom(parent().in(root));
    }

    private interface Match {
        boolean test(JsonNode item);
    }

    private static JsonNode first(JsonNode list, Match match) {
        for (JsonNode item : list) {
            if (match.test(item)) {
                return item;
            }
        }
        return MissingNode.getInstance();
    }

    private static void removeIf(JsonNode list, Match match) {
        if (list instanceof ArrayNode array) {
            for (Iterator<JsonNode> items = array.iterator(); items.hasNext(); ) {
                if (match.test(items.next())) {
                    items.remove();
                }
            }
        }
    }
}
