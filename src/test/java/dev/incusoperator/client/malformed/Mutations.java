package dev.incusoperator.client.malformed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ways in which JSON goes wrong. */
final class Mutations {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARK = "\"@@MARK@@\"";

    /** What may stand in the place of any value. */
    private static final List<String> KINDS = List.of(
            "null",
            "true",
            "-1",
            "1.5",
            "1e999",
            "123456789012345678901234567890",
            "\"\"",
            "\"..\"",
            "\"\\u0000%zz\\ud800/?#\\n\"",
            "\"999\"",
            "[]",
            "{}",
            "[null]",
            "{\"\":null}",
            "[[[[[{\"id\":[]}]]]]]");

    private Mutations() {}

    /** The text cut off at each byte. */
    static void cut(byte[] genuine, Consumer<byte[]> each) {
        int end = genuine.length;
        while (end > 0 && genuine[end - 1] == '\n') {
            end--;
        }
        for (int length = 0; length < end; length++) {
            each.accept(Arrays.copyOf(genuine, length));
        }
    }

    /** Each value in the text, the whole of it too, replaced by one of every kind, left out, and there twice. */
    static void replaced(byte[] genuine, Consumer<byte[]> each) {
        JsonNode tree = parse(genuine);
        KINDS.forEach(kind -> each.accept(bytes(kind)));
        places(tree, place -> {
            JsonNode before = place.get();
            place.set(JSON.getNodeFactory().textNode("@@MARK@@"));
            String marked = tree.toString();
            place.set(before);
            KINDS.forEach(kind -> each.accept(bytes(marked.replace(MARK, kind))));
            each.accept(bytes(marked.replace(MARK, before + ",\"again\":" + before)));
            if (place.field() != null) {
                for (String kind : List.of("null", "[]", "\"x\"")) {
                    each.accept(bytes(marked.replace(MARK, before + ",\"" + place.field() + "\":" + kind)));
                }
                place.remove();
                each.accept(bytes(tree.toString()));
                place.set(before);
            }
        });
    }

    /** All leaves null, all of one kind, and every level of nesting null. */
    static void everywhere(byte[] genuine, Consumer<byte[]> each) {
        for (String kind : KINDS) {
            JsonNode tree = parse(genuine);
            places(tree, place -> {
                if (place.get().isValueNode() && !"type".equals(place.field())) {
                    place.set(JSON.getNodeFactory().textNode("@@MARK@@"));
                }
            });
            each.accept(bytes(tree.toString().replace(MARK, kind)));
        }
    }

    /** A few bytes changed, left out, doubled, or taken from elsewhere, as chance has it. */
    static byte[] garbled(byte[] genuine, byte[] other, Random chance) {
        byte[] garbled = genuine.clone();
        int times = 1 + chance.nextInt(6);
        for (int i = 0; i < times && garbled.length > 1; i++) {
            int at = chance.nextInt(garbled.length);
            int to = Math.min(garbled.length, at + 1 + chance.nextInt(24));
            switch (chance.nextInt(6)) {
                case 0 -> garbled[at] = (byte) chance.nextInt(256);
                case 1 -> garbled[at] ^= (byte) (1 << chance.nextInt(8));
                case 2 -> garbled = joined(Arrays.copyOf(garbled, at), Arrays.copyOfRange(garbled, to, garbled.length));
                case 3 -> garbled = joined(Arrays.copyOf(garbled, to), Arrays.copyOfRange(garbled, at, garbled.length));
                case 4 -> {
                    int from = chance.nextInt(other.length);
                    int until = Math.min(other.length, from + 1 + chance.nextInt(200));
                    garbled = joined(
                            joined(Arrays.copyOf(garbled, at), Arrays.copyOfRange(other, from, until)),
                            Arrays.copyOfRange(garbled, at, garbled.length));
                }
                default -> garbled[at] = "{}[]\",:0-\\nt".getBytes(StandardCharsets.US_ASCII)[chance.nextInt(12)];
            }
        }
        return garbled;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        ByteArrayOutputStream both = new ByteArrayOutputStream(one.length + other.length);
        both.writeBytes(one);
        both.writeBytes(other);
        return both.toByteArray();
    }

    /** A place in a tree that holds a value. */
    private record Place(JsonNode parent, @Nullable String field, int index) {
        JsonNode get() {
            return field == null ? parent.get(index) : parent.get(field);
        }

        void set(JsonNode value) {
            if (field == null) {
                ((ArrayNode) parent).set(index, value);
            } else {
                ((ObjectNode) parent).set(field, value);
            }
        }

        void remove() {
            ((ObjectNode) parent).remove(field);
        }
    }

    private static void places(JsonNode node, Consumer<Place> each) {
        List<String> fields = new ArrayList<>();
        node.fieldNames().forEachRemaining(fields::add);
        for (String field : fields) {
            each.accept(new Place(node, field, -1));
            places(node.get(field), each);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            each.accept(new Place(node, null, i));
            places(node.get(i), each);
        }
    }

    private static JsonNode parse(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
