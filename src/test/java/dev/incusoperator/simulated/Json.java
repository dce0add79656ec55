package dev.incusoperator.simulated;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** JSON as the daemon reads and writes it. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    static ObjectNode object() {
        return NODES.objectNode();
    }

    static ArrayNode array() {
        return NODES.arrayNode();
    }

    static JsonNode nothing() {
        return NODES.nullNode();
    }

    static ArrayNode texts(Collection<String> values) {
        ArrayNode array = array();
        values.forEach(array::add);
        return array;
    }

    static ObjectNode of(Map<String, String> values) {
        ObjectNode object = object();
        values.forEach(object::put);
        return object;
    }

    static ObjectNode devices(Map<String, Map<String, String>> devices) {
        ObjectNode object = object();
        devices.forEach((name, device) -> object.set(name, of(device)));
        return object;
    }

    static byte[] bytes(JsonNode node) {
        return (node.toString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The body's object; a refusal with 400, as the daemon's, where it is none. */
    static ObjectNode parse(byte[] body) {
        if (body.length == 0) {
            throw new Refusal(400, "EOF");
        }
        try {
            if (MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new Refusal(400, malformed(new String(body, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new Refusal(400, "unexpected EOF");
        }
        throw new Refusal(400, "json: cannot unmarshal array into Go value");
    }

    private static String malformed(String body) {
        String rest = body.stripLeading();
        if (rest.startsWith("{") && rest.length() > 1) {
            char second = rest.substring(1).stripLeading().charAt(0);
            if (second != '"' && second != '}') {
                return "invalid character '" + second + "' looking for beginning of object key string";
            }
        }
        return "unexpected EOF";
    }

    /** An instance's or a profile's configuration: an empty value, or null, unsets a key. */
    static Map<String, String> config(JsonNode node, String where) {
        ObjectNode filled = object();
        node.fields()
                .forEachRemaining(field ->
                        filled.set(field.getKey(), field.getValue().isNull() ? NODES.textNode("") : field.getValue()));
        return strings(filled, where);
    }

    /** Without the keys that have no value. */
    static Map<String, String> set(Map<String, String> config) {
        Map<String, String> set = new TreeMap<>(config);
        set.values().removeIf(String::isEmpty);
        return set;
    }

    /** A map of strings; a refusal where a value is not one, in the words of the daemon's own decoder. */
    static Map<String, String> strings(JsonNode node, String where) {
        Map<String, String> values = new TreeMap<>();
        node.fields().forEachRemaining(field -> {
            if (!field.getValue().isTextual()) {
                throw new Refusal(
                        400,
                        "json: cannot unmarshal " + kind(field.getValue()) + " into Go struct field " + where
                                + " of type string");
            }
            values.put(field.getKey(), field.getValue().textValue());
        });
        return values;
    }

    static Map<String, Map<String, String>> deviceMap(JsonNode node, String where) {
        Map<String, Map<String, String>> devices = new TreeMap<>();
        node.fields().forEachRemaining(field -> devices.put(field.getKey(), strings(field.getValue(), where)));
        return devices;
    }

    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case NUMBER -> "number";
            case BOOLEAN -> "bool";
            case ARRAY -> "array";
            case STRING -> "string";
            default -> "object";
        };
    }

    static String text(JsonNode object, String field) {
        return object.path(field).asText("");
    }

    static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
