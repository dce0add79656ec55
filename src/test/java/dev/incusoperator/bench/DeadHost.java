package dev.incusoperator.bench;

import dev.incusoperator.simulated.SimulatedHost;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Whether the instances of other hosts feel it when a host is dead: how long drift on them stands, with it and without. */
final class DeadHost implements Benchmark {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** On each host, for each time that is measured: whoever undoes the same thing again and again is made to wait. */
    private static final int EACH = 2;

    /** What is to be told apart is five percent, and one time differs from the next by half. */
    private static final int ROUNDS = 9;

    private static final int UNMEASURED = 4;
    private static final int TIMES = UNMEASURED + 2 * ROUNDS;

    @Override
    public String name() {
        return "dead-host";
    }

    @Override
    public String what() {
        return "reconciles of the other 19 hosts while one is dead";
    }

    @Override
    public boolean isInQuickRound() {
        return false;
    }

    @Override
    public Outcome run(Conditions conditions) {
        try (Fleet fleet = new Fleet(Fleet.USUAL);
                Cluster cluster = new Cluster();
                MeasuredOperator operator = MeasuredOperator.start(cluster, conditions, "-Xmx256m");
                Population population = new Population(fleet, cluster)) {
            conditions.progress().say("  " + population.growTo(TIMES * EACH * Fleet.USUAL, operator));
            Drift drift = new Drift(fleet, new AtomicInteger());
            SimulatedHost dead = fleet.hosts().get(0);
            for (int i = 0; i < UNMEASURED; i++) {
                drift.mend();
            }
            Rounds rounds = new Rounds()
                    .way("one dead", () -> {
                        dead.faults().refuseConnections();
                        new Settling(operator).await();
                        return drift.mend();
                    })
                    .way("all alive", () -> {
                        dead.faults().acceptConnections();
                        new Settling(operator).await();
                        return drift.mend();
                    });
            rounds.measure(ROUNDS, conditions.progress());
            dead.faults().acceptConnections();
            return Outcome.of(new Row(
                    "15",
                    "drift on %d instances of 19 hosts mended, one host of 20 being dead".formatted(EACH * 19),
                    Measure.seconds(rounds.median("one dead")),
                    Measure.seconds(rounds.median("all alive")),
                    "all alive",
                    Goal.times(1.05)));
        }
    }

    /**
     * A key of some instances is changed behind the operator's back.
     *
     * @param turn other ones each time
     */
    private record Drift(Fleet fleet, AtomicInteger turn) {
        double mend() {
            int first = turn.getAndIncrement() * EACH * Fleet.USUAL;
            List<Integer> numbers = IntStream.range(first, first + EACH * Fleet.USUAL)
                    .filter(i -> i % Fleet.USUAL != 0)
                    .boxed()
                    .toList();
            return Stopwatch.seconds(() -> {
                numbers.forEach(i -> fleet.hostOf(i).admin().setConfig("i-" + i, "user.colour", "red"));
                Awaitility.await("it is put back")
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(20))
                        .atMost(LIMIT)
                        .until(() -> numbers.stream().allMatch(this::isGreen));
            });
        }

        private boolean isGreen(int i) {
            return fleet.hostOf(i)
                    .instance("i-" + i)
                    .filter(each -> "green".equals(each.config().get("user.colour")))
                    .isPresent();
        }
    }
}
