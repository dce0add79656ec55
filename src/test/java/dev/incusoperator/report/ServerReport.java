package dev.incusoperator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** Counts, and writes the block. Not for several threads. */
final class ServerReport {
    /** Where tests count that name no server. */
    private static final String NONE = "no server";

    private static final String RAN = "ran.";
    private static final String SKIPPED = "skipped.";

    private final Map<String, Integer> ran = new TreeMap<>();
    private final Map<String, Integer> skipped = new TreeMap<>();
    private int tests;
    private int failures;
    private int brokenClasses;

    void ran(Set<String> servers, boolean failed) {
        tests++;
        failures += failed ? 1 : 0;
        (servers.isEmpty() ? Set.of(NONE) : servers).forEach(server -> ran.merge(server, 1, Integer::sum));
    }

    /** Before its first test or after its last. */
    void classFailed() {
        brokenClasses++;
    }

    void skipped(String reason, int count) {
        skipped.merge(reason, count, Integer::sum);
    }

    /** Adds what an earlier JVM counted. */
    void add(Properties earlier) {
        for (String key : earlier.stringPropertyNames()) {
            int count = Integer.parseInt(earlier.getProperty(key));
            if (key.startsWith(RAN)) {
                ran.merge(key.substring(RAN.length()), count, Integer::sum);
            } else if (key.startsWith(SKIPPED)) {
                skipped.merge(key.substring(SKIPPED.length()), count, Integer::sum);
            }
        }
        tests += Integer.parseInt(earlier.getProperty("tests", "0"));
        failures += Integer.parseInt(earlier.getProperty("failures", "0"));
        brokenClasses += Integer.parseInt(earlier.getProperty("brokenClasses", "0"));
    }

    /** For {@link #add} of a later JVM. */
    Properties counts() {
        Properties counts = new Properties();
        ran.forEach((server, count) -> counts.setProperty(RAN + server, count.toString()));
        skipped.forEach((reason, count) -> counts.setProperty(SKIPPED + reason, count.toString()));
        counts.setProperty("tests", Integer.toString(tests));
        counts.setProperty("failures", Integer.toString(failures));
        counts.setProperty("brokenClasses", Integer.toString(brokenClasses));
        return counts;
    }

    boolean isEmpty() {
        return tests == 0 && skipped.isEmpty();
    }

    String block() {
        List<String> lines = new ArrayList<>();
        lines.add("---- What the tests ran against ----");
        ran.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(NONE))
                .forEach(entry -> lines.add(line(entry.getValue(), entry.getKey())));
        if (ran.containsKey(NONE)) {
            lines.add(line(ran.get(NONE), "need " + NONE));
        }
        lines.add(line(tests, "in all" + (failures == 0 ? "" : ", " + failures + " of them failed")));
        if (brokenClasses > 0) {
            lines.add(line(brokenClasses, "classes failed outside of their tests"));
        }
        int notRun = skipped.values().stream().mapToInt(Integer::intValue).sum();
        lines.add(notRun == 0 ? "none skipped" : line(notRun, "skipped:"));
        skipped.forEach((reason, count) -> lines.add("  " + line(count, reason)));
        lines.add("------------------------------------");
        return String.join(System.lineSeparator(), lines);
    }

    private static String line(int count, String text) {
        return "%6d  %s".formatted(count, text);
    }
}
