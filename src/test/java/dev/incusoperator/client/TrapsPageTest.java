package dev.incusoperator.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** docs/traps.md: every trap has its row, and every row leads to tests that are there. */
class TrapsPageTest {
    private static final Path DOCS = Path.of("docs");
    private static final int TRAPS = 44;
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\|.*$", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\[`(\\w+)\\.(\\w+)`]\\[(\\w+)]");
    private static final Pattern PLACE = Pattern.compile("^\\[(\\w+)]: (\\S+)$", Pattern.MULTILINE);

    @Test
    void every_trap_has_one_row_with_a_test() throws IOException {
        List<MatchResult> rows = ROW.matcher(page()).results().toList();

        assertThat(rows)
                .extracting(row -> Integer.parseInt(row.group(1)))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, TRAPS).boxed().toList());
        assertThat(rows)
                .allSatisfy(row -> assertThat(LINK.matcher(row.group()).find())
                        .as(row.group())
                        .isTrue());
    }

    @Test
    void every_test_that_is_named_is_there() throws IOException {
        Map<String, Path> places = new HashMap<>();
        PLACE.matcher(page()).results().forEach(place -> places.put(place.group(1), DOCS.resolve(place.group(2))));

        for (MatchResult link : LINK.matcher(page()).results().toList()) {
            Path file = places.get(link.group(3));
            assertThat(file).as(link.group()).isNotNull();
            assertThat(file.getFileName()).hasToString(link.group(1) + ".java");
            assertThat(Files.readString(file)).contains(" void " + link.group(2) + "(");
        }
    }

    private static String page() throws IOException {
        return Files.readString(DOCS.resolve("traps.md"));
    }
}
