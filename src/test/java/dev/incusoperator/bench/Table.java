package dev.incusoperator.bench;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The rows of all results as a table of Markdown. */
final class Table {
    private static final String HEAD = """
            | # | what | ours | reference | ratio | goal | met |
            |---|---|---|---|---|---|---|
            """;

    private Table() {}

    static String of(List<Row> rows) {
        return HEAD
                + rows.stream()
                        .sorted(Comparator.comparingInt(Table::number).thenComparing(Row::id))
                        .map(Table::line)
                        .collect(Collectors.joining());
    }

    /** In the order of the numbers before the dot. */
    private static int number(Row row) {
        return Integer.parseInt(row.id().replaceFirst("\\..*", ""));
    }

    private static String line(Row row) {
        return "| %s | %s | %s | %s | %s | %s | %s |%n"
                .formatted(
                        number(row),
                        row.what(),
                        row.ours().inWords(),
                        row.reference() == null ? "–" : row.reference().inWords() + " (" + row.referenceIs() + ")",
                        row.ratio().map(Measure::inFigures).orElse("–"),
                        row.goal().inWords(),
                        row.isMet().map(met -> met ? "yes" : "**no**").orElse("–"));
    }
}
