package dev.incusoperator.instance.exec;

import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes known secret values out of a text, each whole value and each of its longer lines. An encoded secret (base64,
 * say) is not known here: who prints it shows it.
 */
final class Redactor {
    static final String INSTEAD = "[redacted]";
    private static final int SHORTEST_LINE = 8;

    private final List<String> secrets;

    Redactor(Collection<String> values) {
        // longest first, for longest()
        this.secrets = values.stream()
                .flatMap(value -> Stream.concat(
                        Stream.of(value, value.strip()),
                        value.lines().map(String::strip).filter(line -> line.length() >= SHORTEST_LINE)))
                .filter(value -> !value.isBlank())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
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
