package dev.incusoperator.bench;

import java.util.List;

/** What a benchmark has found. */
record Outcome(List<Row> rows, List<Curve> curves) {
    static Outcome of(Row... rows) {
        return new Outcome(List.of(rows), List.of());
    }
}
