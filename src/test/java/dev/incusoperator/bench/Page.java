package dev.incusoperator.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code docs/performance.md}: the table, the pictures, and why what is missed is missed. */
final class Page {
    private static final String HEAD = """
            # How fast, and at what cost

            Written by `dev/bench` from what it measured: see [dev](../dev/README.md#benchmarks). Each figure stands beside its
            reference, measured in the same run on the same machine; times are medians of interleaved runs. "ratio" is ours
            divided by the reference. Every resource has a network interface, a config, a device and one command, where
            nothing else is said.

            """;

    private Page() {}

    /** @param reasons why a goal is missed, by the row's id */
    static String of(List<Result> results, Map<String, String> reasons) {
        List<Row> rows =
                results.stream().flatMap(result -> result.rows().stream()).toList();
        return HEAD + Table.of(rows) + missed(rows, reasons) + curves(results) + places(results);
    }

    private static String missed(List<Row> rows, Map<String, String> reasons) {
        String lines = rows.stream()
                .filter(row -> row.isMet().equals(java.util.Optional.of(false)))
                .map(row -> "- %s: %s%n".formatted(row.what(), reasons.getOrDefault(row.id(), "why is not known yet")))
                .collect(Collectors.joining());
        return lines.isEmpty() ? "" : "\n## What is missed, and why\n\n" + lines;
    }

    private static String curves(List<Result> results) {
        String pictures = results.stream()
                .flatMap(result -> result.curves().stream())
                .map(curve -> "![%s](performance/%s.png)%n%n".formatted(curve.title(), curve.file()))
                .collect(Collectors.joining());
        return pictures.isEmpty() ? "" : "\n## How it grows\n\n" + pictures.stripTrailing() + "\n";
    }

    private static String places(List<Result> results) {
        Map<String, String> benchmarks = new TreeMap<>();
        for (Result result : results) {
            String where = result.place().machine() + "; " + result.place().versions() + "; " + result.measured();
            benchmarks.merge(where, "`" + result.benchmark() + "`", (one, other) -> one + ", " + other);
        }
        return "\n## Measured on\n\n"
                + benchmarks.entrySet().stream()
                        .map(each -> "- %s: %s%n".formatted(each.getKey(), each.getValue()))
                        .collect(Collectors.joining());
    }
}
