package dev.incusoperator.bench;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.simulated.InstanceView;
import dev.incusoperator.simulated.SimulatedHost;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** All instances of one host are stopped at once, as a power cut does it, and run again. */
final class Storm implements Benchmark {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int AT_A_TIME = 16;

    /** What happens to many at a time is written into their status seconds later. */
    private static final Duration ALL_TOLD = Duration.ofSeconds(8);

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public String what() {
        return "1,000 instances of one simulated host stopped at once, until all run again";
    }

    @Override
    public boolean isInQuickRound() {
        return false;
    }

    @Override
    public Outcome run(Conditions conditions) {
        int count = conditions.choose(1000, 100);
        try (Fleet fleet = new Fleet(1);
                Cluster cluster = new Cluster();
                MeasuredOperator operator = MeasuredOperator.start(cluster, conditions, "-Xmx256m");
                Population population = new Population(fleet, cluster)) {
            conditions.progress().say("  " + population.growTo(count, operator));
            SimulatedHost host = fleet.hosts().get(0);
            // the reference needs a host of its own: here the operator would be quicker
            try (Fleet alone = new Fleet(1);
                    IncusClient client = IncusClient.builder()
                            .target(alone.hosts().get(0).socketPath().toString())
                            .build()) {
                SimulatedHost other = alone.hosts().get(0);
                host.instances().forEach(each -> other.admin().create(each.name(), java.util.Map.of()));
                return measure(host, operator, other, client, count, conditions);
            }
        }
    }

    private static Outcome measure(
            SimulatedHost host,
            MeasuredOperator operator,
            SimulatedHost other,
            IncusClient client,
            int count,
            Conditions conditions) {
        Samples calls = new Samples();
        Rounds rounds = new Rounds()
                .way("operator", () -> {
                    new Settling(operator, ALL_TOLD).await();
                    host.calls().reset();
                    stopAll(host);
                    double seconds = Stopwatch.seconds(() -> awaitAllRunning(host));
                    new Settling(operator, ALL_TOLD).await();
                    calls.add((double) host.calls().total() / count);
                    conditions.progress().say("  " + host.calls().counts());
                    return seconds;
                })
                .way("host", () -> {
                    stopAll(other);
                    return Stopwatch.seconds(() -> {
                        startAll(client, other.instances());
                        awaitAllRunning(other);
                    });
                });
        rounds.measure(conditions.rounds(), conditions.progress());
        return Outcome.of(
                new Row(
                        "9.time",
                        "%,d instances of one host stopped at once, until all run again".formatted(count),
                        Measure.seconds(rounds.median("operator")),
                        Measure.seconds(rounds.median("host")),
                        "bare starts, 16 at a time",
                        Goal.times(1.1)),
                Row.alone(
                        "9.calls",
                        "Incus calls for each of them",
                        Measure.count(calls.median()),
                        Goal.atMost(Measure.count(2))));
    }

    private static void stopAll(SimulatedHost host) {
        host.instances().stream()
                .filter(InstanceView::running)
                .forEach(each -> host.admin().stop(each.name()));
    }

    private static void startAll(IncusClient client, List<InstanceView> all) {
        InParallel.forEach(
                all,
                AT_A_TIME,
                each -> client.instances()
                        .changeState(
                                new InstanceRef("default", each.name()),
                                new StateChange(StateChange.Action.START, false, Duration.ofSeconds(30))));
    }

    private static void awaitAllRunning(SimulatedHost host) {
        Awaitility.await("all run again")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(LIMIT)
                .until(() -> host.instances().stream().allMatch(InstanceView::running));
    }
}
