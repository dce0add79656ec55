package dev.incusoperator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.host.HostReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/troubleshooting.md has every reason that a user can see, and every setting. */
class TroubleshootingPageTest {
    private static final Path PAGE = Path.of("docs", "troubleshooting.md");
    private static final Path CODE = Path.of("src", "main", "java", "dev", "incusoperator");
    private static final List<String> ROOMS = List.of("host", "instance", "status");
    private static final Pattern LITERAL = Pattern.compile("\"([A-Z][A-Za-z]+)\"");
    private static final Pattern ROW = Pattern.compile("^\\| (`[A-Z].*?) \\|", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("`([A-Z][A-Za-z]+)`");

    /** Words in the code that look like reasons and are none. */
    private static final Set<String> NO_REASONS = Set.of(
            "KMGTPE",
            "Missing",
            // types and words of conditions and of Events
            "Stalled",
            "Reconciling",
            "ExecSucceeded",
            "True",
            "False",
            "Unknown",
            "Normal",
            "Warning",
            // what reasons begin with
            "Host",
            "Keeps",
            "Command",
            // kinds and products
            "ConfigMap",
            "Secret",
            "Incus",
            "LXD");

    @Test
    void every_reason_in_the_code_is_explained() throws IOException {
        Set<String> reasons = literals();
        for (HostReason reason : HostReason.values()) {
            reasons.add(reason.word());
            if (reason != HostReason.CONNECTED) {
                reasons.add(reason.word().startsWith("Host") ? reason.word() : "Host" + reason.word());
            }
        }
        reasons.removeAll(NO_REASONS);

        assertThat(words(Files.readString(PAGE)))
                .as(
                        "words that look like reasons, of string literals in %s: each needs a row in %s (or is none)",
                        ROOMS, PAGE)
                .containsAll(reasons);
    }

    @Test
    void every_reason_that_is_explained_is_in_the_code() throws IOException {
        Set<String> reasons = literals();
        Arrays.stream(HostReason.values()).forEach(reason -> reasons.add("Host" + reason.word()));

        Set<String> explained = ROW.matcher(Files.readString(PAGE))
                .results()
                .flatMap(row -> words(row.group(1)).stream())
                .filter(word -> !word.startsWith("INCUS"))
                .collect(Collectors.toSet());

        assertThat(reasons).containsAll(explained);
    }

    @Test
    void every_setting_is_explained_with_its_default() throws IOException {
        String page = Files.readString(PAGE);
        for (Setting setting : Setting.values()) {
            String standard = setting.standard().isEmpty() ? "" : "`" + setting.standard() + "`";
            assertThat(page)
                    .containsPattern(
                            "\\| `" + setting.variable() + "` \\| [^|]*" + Pattern.quote(standard) + "[^|]*\\|");
        }
    }

    private static Set<String> literals() throws IOException {
        Set<String> found = new TreeSet<>();
        for (String room : ROOMS) {
            try (Stream<Path> files = Files.walk(CODE.resolve(room))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    LITERAL.matcher(Files.readString(file)).results().forEach(word -> found.add(word.group(1)));
                }
            }
        }
        return found;
    }

    private static Set<String> words(String text) {
        return WORD.matcher(text).results().map(word -> word.group(1)).collect(Collectors.toSet());
    }
}
