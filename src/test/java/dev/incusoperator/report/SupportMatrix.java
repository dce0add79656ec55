package dev.incusoperator.report;

import dev.incusoperator.report.Feature.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which features were shown on which server: a row for each server, a column for each feature. Not for several threads. */
final class SupportMatrix {
    private static final String KEY = "feature.";

    /** A server by its name in the report: its product, its version, and no word of how it is reached. */
    private static final Pattern SERVER =
            Pattern.compile("((?:virtual machines of )?(?:Incus|LXD) [0-9.]+)(?: \\((?:https|unix socket)\\))?");

    private record Count(int passed, int failed) {
        Count plus(Count other) {
            return new Count(passed + other.passed, failed + other.failed);
        }

        String said() {
            return failed == 0 ? "✓ " + passed : "✗ " + failed + " of " + (passed + failed);
        }
    }

    private final Map<String, Map<Column, Count>> rows = new TreeMap<>();

    /** A test has ended, on a server that has a name as {@link ServerNames} gives it; others have no row. */
    void ran(String server, Column column, boolean failed) {
        add(server, column, failed ? new Count(0, 1) : new Count(1, 0));
    }

    private void add(String server, Column column, Count count) {
        Matcher name = SERVER.matcher(server);
        if (name.matches()) {
            rows.computeIfAbsent(name.group(1), row -> new EnumMap<>(Column.class))
                    .merge(column, count, Count::plus);
        }
    }

    /** Adds what an earlier JVM counted. */
    void add(Properties earlier) {
        for (String key : earlier.stringPropertyNames()) {
            if (key.startsWith(KEY)) {
                String[] names = key.substring(KEY.length()).split("\\.", 2);
                String[] counts = earlier.getProperty(key).split(" ");
                Count count = new Count(Integer.parseInt(counts[0]), Integer.parseInt(counts[1]));
                add(names[1], Column.valueOf(names[0]), count);
            }
        }
    }

    /** For {@link #add} of a later JVM. */
    Properties counts() {
        Properties counts = new Properties();
        rows.forEach((server, row) -> row.forEach((column, count) ->
                counts.setProperty(KEY + column + "." + server, count.passed() + " " + count.failed())));
        return counts;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** In Markdown. */
    String table() {
        List<Column> columns = Arrays.asList(Column.values());
        List<String> lines = new ArrayList<>();
        lines.add("| server | " + columns.stream().map(Column::title).collect(Collectors.joining(" | ")) + " |");
        lines.add("|---|" + "---|".repeat(columns.size()));
        rows.forEach((server, row) -> lines.add("| " + server + " | "
                + columns.stream().map(column -> said(row.get(column))).collect(Collectors.joining(" | ")) + " |"));
        return String.join("\n", lines) + "\n";
    }

    private static String said(@Nullable Count count) {
        return count == null ? "–" : count.said();
    }
}
