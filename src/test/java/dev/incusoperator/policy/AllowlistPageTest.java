package dev.incusoperator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rule gives unasked can be looked up: the page has the allowlists as they are. */
class AllowlistPageTest {
    private static final Path PAGE = Path.of("docs", "clusterincushost.md");
    private static final Pattern WORD = Pattern.compile("`([^`]+)`");

    @ParameterizedTest
    @CsvSource({"config", "nic", "disk", "tpm"})
    void the_page_names_what_is_harmless_and_nothing_else(String of) throws IOException {
        Set<String> harmless = switch (of) {
            case "config" -> ConfigAllowlist.HARMLESS;
            case "nic" -> DeviceAllowlist.NIC;
            case "disk" -> DeviceAllowlist.DISK;
            default -> DeviceAllowlist.TPM;
        };

        assertThat(row(of)).isEqualTo(new TreeSet<>(harmless));
    }

    /** What ends with a dot is the beginning of a key. */
    private static Set<String> row(String of) throws IOException {
        String row = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `" + of + "` | `"))
                .findFirst()
                .orElseThrow();
        return WORD.matcher(row.substring(row.indexOf('|', 1)))
                .results()
                .map(found -> found.group(1))
                .filter(word -> !word.endsWith("."))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
