package dev.incusoperator.instance.exec;

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
        // longest first: a value that holds another one goes whole
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
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, INSTEAD);
        }
        return clean;
    }
}
