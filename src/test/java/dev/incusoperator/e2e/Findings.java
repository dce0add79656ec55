package dev.incusoperator.e2e;

import dev.incusoperator.chaos.RandomFaults;
import dev.incusoperator.chaos.Sums;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What kills have done, and what they must not have: counted over a class, by many threads, and printed at its end. */
final class Findings {
    private final Map<Fault, List<String>> faults = new EnumMap<>(Fault.class);
    private final String title;
    private final ThreadLocal<String> occasion = ThreadLocal.withInitial(() -> "");
    private int kills;
    private int daemons;
    private int apiServers;
    private String wires = "";
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

    /** What is judged from now on, as messages of this thread name it. */
    void occasion(String words) {
        occasion.set(words);
    }

    synchronized void killed() {
        kills++;
    }

    synchronized void daemonKilled() {
        daemons++;
    }

    synchronized void apiServerKilled() {
        apiServers++;
    }

    /** What has become of calls on their way. */
    synchronized void faults(RandomFaults what) {
        wires = ", " + what.count() + " calls or pieces disturbed (" + what + ")";
    }

    /** The random choices of a test, the same again where the system property chaos.seed is what this printed. */
    Random random(long unlessSet) {
        long seed = Long.getLong("chaos.seed", unlessSet);
        this.seed = " (-Dchaos.seed=" + seed + ")";
        System.out.println(title + this.seed);
        return new Random(seed);
    }

    /** Notes it where it is so. */
    synchronized void note(Fault fault, boolean so, String what) {
        if (so) {
            faults.computeIfAbsent(fault, none -> new ArrayList<>()).add(occasion.get() + ": " + what);
        }
    }

    /** The sum, at the end. */
    void tell() {
        Sums.tell(toString());
    }

    /** All that was found. */
    synchronized List<String> all() {
        return faults.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(what -> entry.getKey().words + ": " + what))
                .toList();
    }

    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder(title + seed + ": " + kills + " kills of the operator, " + daemons
                + " of the daemon, " + apiServers + " of the API server" + wires);
        for (Fault fault : Fault.values()) {
            text.append(", ")
                    .append(faults.getOrDefault(fault, List.of()).size())
                    .append(' ')
                    .append(fault.words);
        }
        return text.toString();
    }
}
