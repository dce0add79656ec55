package dev.incusoperator.e2e;

import java.util.ArrayList;
import java.util.List;

/** The numbers of a run, for people. */
final class SpentTable {
    private static final String ROW = "%-52s %-22s %11s %7s %11s%n";

    private final List<String> rows = new ArrayList<>();

    void add(String what, String where, Spent spent, int writes, int calls) {
        rows.add(ROW.formatted(
                what,
                where,
                spent.writes().size() + " of " + writes,
                spent.events(),
                spent.calls().size() + " of " + calls));
    }

    @Override
    public String toString() {
        return ROW.formatted("What it costs", "on", "K8s writes", "Events", "host calls") + String.join("", rows);
    }
}
