package dev.incusoperator.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What kills have done, and what they must not have: counted over a class, and printed at its end. */
final class Findings {
    private static final Path SUMS = Path.of("target", "chaos.txt");

    private final Map<Fault, List<String>> faults = new EnumMap<>(Fault.class);
    private final String title;
    private String occasion = "";
    private int kills;
    private int daemons;
    private int apiServers;
    private String seed = "";

    /** What there must be none of. */
    enum Fault {
        LOST("instances lost"),
        DOUBLED("instances doubled"),
        LEAKED("instances, outputs or finalizers leaked"),
        RAN_TWICE("commands run twice"),
        WRONG("not as declared");

        private final String words;

        Fault(String words) {
            this.words = words;
        }
    }

    Findings(String title) {
        this.title = title;
    }

    /** What is judged from now on, as messages name it. */
    void occasion(String words) {
        occasion = words;
    }

    void killed() {
        kills++;
    }

    void daemonKilled() {
        daemons++;
    }

    void apiServerKilled() {
        apiServers++;
    }

    /** The random choices of a test, the same again where the system property chaos.seed is what this printed. */
    Random random(long unlessSet) {
        long seed = Long.getLong("chaos.seed", unlessSet);
        this.seed = " (-Dchaos.seed=" + seed + ")";
        System.out.println(title + this.seed);
        return new Random(seed);
    }

    /** Notes it where it is so. */
    void note(Fault fault, boolean so, String what) {
        if (so) {
            faults.computeIfAbsent(fault, none -> new ArrayList<>()).add(occasion + ": " + what);
        }
    }

    /** Prints the sum, and leaves it with the build's other results, for {@code dev/test} to print once more. */
    void tell() {
        System.out.println(this);
        try {
            Files.writeString(SUMS, this + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that was found. */
    List<String> all() {
        return faults.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(what -> entry.getKey().words + ": " + what))
                .toList();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(title + seed + ": " + kills + " kills of the operator, " + daemons
                + " of the daemon, " + apiServers + " of the API server");
        for (Fault fault : Fault.values()) {
            text.append(", ")
                    .append(faults.getOrDefault(fault, List.of()).size())
                    .append(' ')
                    .append(fault.words);
        }
        return text.toString();
    }
}
