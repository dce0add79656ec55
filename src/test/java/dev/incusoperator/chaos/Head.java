package dev.incusoperator.chaos;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The first line and the fields of an HTTP/1.1 message. */
record Head(byte[] bytes, String first, Map<String, String> fields) {

    static Head of(byte[] bytes) {
        List<String> lines =
                new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
        Map<String, String> fields = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return new Head(bytes, lines.get(0), fields);
    }

    private String word(int index) {
        String[] words = first.split(" ", 3);
        return index < words.length ? words[index] : "";
    }

    /** Of a request. */
    String method() {
        return word(0);
    }

    /** Of a request. */
    String path() {
        return word(1);
    }

    /** Of an answer; 0 where it is none. */
    int status() {
        return word(1).matches("\\d{3}") ? Integer.parseInt(word(1)) : 0;
    }

    boolean asksToUpgrade() {
        return "websocket".equalsIgnoreCase(fields.get("upgrade"));
    }

    boolean isChunked() {
        return "chunked".equalsIgnoreCase(fields.get("transfer-encoding"));
    }

    /** Of the body, where it is told; -1 where not. */
    int length() {
        return Integer.parseInt(fields.getOrDefault("content-length", "-1"));
    }
}
