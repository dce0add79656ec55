package dev.incusoperator.instance.exec;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes known secret values out of a text: each whole value, each of its longer lines, and the base64 of a value that is not
 * short, in one piece. What is encoded otherwise, together with something else, or cut up is not known here: who prints it
 * shows it.
 */
final class Redactor {
    static final String INSTEAD = "[redacted]";
    private static final int SHORTEST_LINE = 8;
    /** In bytes: what is shorter has a base64 that may be a word of the text. */
    private static final int SHORTEST_ENCODED = 8;

    private final List<String> secrets;

    Redactor(Collection<String> values) {
        // longest first, for longest()
        this.secrets = values.stream()
                .flatMap(value -> Stream.of(
                                Stream.of(value, value.strip()),
                                value.lines().map(String::strip).filter(line -> line.length() >= SHORTEST_LINE),
                                encoded(value))
                        .flatMap(each -> each))
                .filter(value -> !value.isBlank())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** As {@code base64} makes of it, also where a line's end was added ({@code echo}), and in the alphabet of URLs. */
    private static Stream<String> encoded(String value) {
        if (value.strip().getBytes(StandardCharsets.UTF_8).length < SHORTEST_ENCODED) {
            return Stream.empty();
        }
        return Stream.of(value, value.strip(), value.strip() + "\n")
                .map(each -> each.getBytes(StandardCharsets.UTF_8))
                .flatMap(bytes -> Stream.of(Base64.getEncoder(), Base64.getUrlEncoder())
                        .flatMap(encoder -> Stream.of(
                                encoder.encodeToString(bytes),
                                encoder.withoutPadding().encodeToString(bytes))));
    }

    /** How many characters before a cut must be seen so that no secret is half cut. */
    int longest() {
        return secrets.isEmpty() ? 0 : secrets.get(0).length();
    }

    String redact(String text) {
        return redact(text, 0);
    }

    /** The same without the first {@code from} characters: a secret that begins among them is taken out all the same. */
    String redact(String text, int from) {
        BitSet hidden = secretsIn(text);
        StringBuilder clean = new StringBuilder();
        for (int at = from; at < text.length(); ) {
            if (hidden.get(at)) {
                clean.append(INSTEAD);
                at = hidden.nextClearBit(at);
            } else {
                clean.append(text.charAt(at++));
            }
        }
        return clean.toString();
    }

    /** Found in the text as it was: what stands instead of a secret neither hides another one nor makes one. */
    private BitSet secretsIn(String text) {
        BitSet hidden = new BitSet(text.length());
        for (String secret : secrets) {
            for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length())) {
                hidden.set(at, at + secret.length());
            }
        }
        return hidden;
    }
}
