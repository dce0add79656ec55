package dev.incusoperator.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** One instance of the real Incus asked for by our client, and by a bare loop over a kept connection that sends the same bytes. */
final class ClientReads implements Benchmark {
    private static final int[] AT_A_TIME = {1, 16};
    private static final String INSTANCE = "bench-read";
    private static final String OURS = "ours";
    private static final String RAW = "raw";
    private static final String PYTHON = "requests";
    private static final double MOST = 1.15;

    private final int number;
    private final String name;
    private final String over;
    private final Door door;
    private final boolean quickRound;

    private ClientReads(int number, String name, String over, Door door, boolean quickRound) {
        this.number = number;
        this.name = name;
        this.over = over;
        this.door = door;
        this.quickRound = quickRound;
    }

    static ClientReads overSocket() {
        return new ClientReads(1, "client-socket", "over the unix socket", Door.SOCKET, true);
    }

    static ClientReads overTls() {
        return new ClientReads(2, "client-tls", "over mutual TLS, connection kept", Door.HTTPS, false);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String what() {
        return "GET of one instance of the real Incus " + over + ", by our client and by a bare loop";
    }

    @Override
    public Duration usually(Conditions conditions) {
        return Duration.ofMinutes(4);
    }

    @Override
    public boolean isInQuickRound() {
        return quickRound;
    }

    @Override
    public Outcome run(Conditions conditions) {
        try (RealIncus incus = RealIncus.ofEnvironment()) {
            if (!door.isThere()) {
                throw new NotHere("the environment names no way into the Incus " + over);
            }
            incus.time("incus launch -q busybox " + INSTANCE + " -n " + incus.network()
                    + " -s default -c user.colour=green </dev/null");
            try {
                return measure(incus, conditions);
            } finally {
                incus.time("incus delete -q -f " + INSTANCE);
            }
        }
    }

    private Outcome measure(RealIncus incus, Conditions conditions) {
        ByJmh jmh = new ByJmh(door, INSTANCE, conditions.quick());
        Map<String, IntFunction<Percentiles>> ways = new LinkedHashMap<>();
        ways.put(OURS, threads -> jmh.measure(OURS, threads));
        ways.put(RAW, threads -> jmh.measure(RAW, threads));
        if (door != Door.SOCKET || conditions.quick()) {
            return outcome(measure(ways, conditions));
        }
        if (!PythonRequests.isThere()) {
            conditions.progress().say("  Python requests: not there");
            return outcome(measure(ways, conditions));
        }
        String path = "/1.0/instances/" + INSTANCE + "?project=" + GetInstance.PROJECT;
        try (PythonRequests python = new PythonRequests(incus.socket(), path)) {
            ways.put(PYTHON, python::measure);
            return outcome(measure(ways, conditions));
        }
    }

    /** What came out by the number at a time and the way; measured in turns. */
    private static Map<Integer, Map<String, Percentiles.OfRounds>> measure(
            Map<String, IntFunction<Percentiles>> ways, Conditions conditions) {
        Map<Integer, Map<String, Percentiles.OfRounds>> found = new TreeMap<>();
        for (int round = 1; round <= conditions.rounds(); round++) {
            for (int threads : conditions.quick() ? new int[] {1} : AT_A_TIME) {
                for (Map.Entry<String, IntFunction<Percentiles>> way : ways.entrySet()) {
                    Percentiles times = way.getValue().apply(threads);
                    found.computeIfAbsent(threads, any -> new LinkedHashMap<>())
                            .computeIfAbsent(way.getKey(), any -> new Percentiles.OfRounds())
                            .add(times);
                    conditions
                            .progress()
                            .say("  %d/%d %s, %d at a time: %s"
                                    .formatted(round, conditions.rounds(), way.getKey(), threads, times));
                }
            }
        }
        return found;
    }

    private Outcome outcome(Map<Integer, Map<String, Percentiles.OfRounds>> found) {
        List<Row> rows = new ArrayList<>();
        found.forEach((threads, ways) -> {
            Percentiles ours = ways.get(OURS).median();
            Percentiles raw = ways.get(RAW).median();
            String what = "GET of one instance " + over + ", made an object of, " + threads + " at a time, ";
            String reference = "bare loop, answer not parsed";
            rows.add(row(threads + ".p50", what + "p50", ours.p50(), raw.p50(), reference, Goal.times(MOST)));
            rows.add(row(threads + ".p99", what + "p99", ours.p99(), raw.p99(), reference, Goal.times(MOST)));
            if (ways.containsKey(PYTHON)) {
                Percentiles python = ways.get(PYTHON).median();
                String seed = "Python requests, parsed";
                rows.add(row(threads + ".seed-p50", what + "p50", ours.p50(), python.p50(), seed, Goal.none()));
                rows.add(row(threads + ".seed-p99", what + "p99", ours.p99(), python.p99(), seed, Goal.none()));
            }
        });
        return new Outcome(rows, List.of());
    }

    private Row row(String id, String what, double ours, double reference, String referenceIs, Goal goal) {
        return new Row(
                number + "." + id,
                what,
                Measure.microseconds(ours),
                Measure.microseconds(reference),
                referenceIs,
                goal);
    }
}
