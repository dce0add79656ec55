package dev.incusoperator.bench;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.simulated.SimulatedHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Resources changed at random for a long time, now and then checked against what they declare, and what the operator has meanwhile. */
final class Soak implements Benchmark {
    private static final String NAMESPACE = "soak";
    private static final int RESOURCES = 200;
    private static final int HOSTS = 5;
    private static final Duration BETWEEN_CHANGES = Duration.ofMillis(100);
    private static final Duration BETWEEN_CHECKS = Duration.ofMinutes(1);
    private static final int FEWEST_CHECKS = 8;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public String what() {
        return "200 resources changed at random and checked (INCUS_OPERATOR_BENCH_SOAK_MINUTES: 30)";
    }

    @Override
    public Duration usually(Conditions conditions) {
        return conditions.soak().plusMinutes(3);
    }

    @Override
    public boolean isInQuickRound() {
        return false;
    }

    @Override
    public Outcome run(Conditions conditions) {
        long seed = System.nanoTime();
        conditions.progress().say("  seed " + seed);
        try (Fleet fleet = new Fleet(HOSTS);
                Cluster cluster = new Cluster();
                MeasuredOperator operator = MeasuredOperator.start(cluster, conditions, "-Xmx128m")) {
            fleet.declare(cluster.client());
            Declaration.namespace(cluster.client(), NAMESPACE);
            List<SoakedResource> resources = IntStream.range(0, RESOURCES)
                    .mapToObj(i -> new SoakedResource("i-" + i, "sim-" + i % HOSTS, fleet.hostOf(i)))
                    .toList();
            RandomChanges changes = new RandomChanges(seed, cluster.client(), NAMESPACE, resources);
            return new Course(conditions, fleet, cluster, operator, resources, changes).run();
        }
    }

    /** One run of it. */
    private record Course(
            Conditions conditions,
            Fleet fleet,
            Cluster cluster,
            MeasuredOperator operator,
            List<SoakedResource> resources,
            RandomChanges changes) {

        Outcome run() {
            changes.declareAll();
            Duration whole = conditions.soak();
            Duration part = whole.dividedBy(FEWEST_CHECKS);
            part = part.compareTo(BETWEEN_CHECKS) < 0 ? part : BETWEEN_CHECKS;
            long begun = System.nanoTime();
            // the first is for warming up: what a process needs for ever it takes then
            changeFor(part);
            long wrong = check();
            read(begun);
            List<Reading> readings = new ArrayList<>();
            while (System.nanoTime() - begun < whole.toNanos()) {
                changeFor(part);
                wrong += check();
                readings.add(read(begun));
                conditions
                        .progress()
                        .say("  %d changes, %d wrong, %s"
                                .formatted(changes.count(), wrong, readings.get(readings.size() - 1)));
            }
            return outcome(whole, wrong, readings);
        }

        private void changeFor(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                changes.next();
                sleep(BETWEEN_CHANGES);
            }
            changes.endOutages();
        }

        /** How many are not as they declare once the operator has had time for it. */
        private long check() {
            try {
                Awaitility.await("all are as declared")
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(500))
                        .atMost(LIMIT)
                        .until(() -> wrong().isEmpty());
                new Settling(operator).await();
            } catch (ConditionTimeoutException e) {
                conditions.progress().say("  after " + LIMIT.toSeconds() + " s there is still something wrong");
            }
            Map<String, String> wrong = wrong();
            wrong.forEach((name, what) -> conditions.progress().say("  " + name + " " + what));
            return wrong.size();
        }

        private Map<String, String> wrong() {
            Map<String, IncusInstance> seen = Persistently.get(() -> cluster.client()
                            .resources(IncusInstance.class)
                            .inNamespace(NAMESPACE)
                            .list())
                    .getItems()
                    .stream()
                    .collect(Collectors.toMap(each -> each.getMetadata().getName(), Function.identity()));
            Map<String, String> wrong = new java.util.TreeMap<>();
            resources.forEach(
                    each -> each.wrong(seen.get(each.name())).ifPresent(what -> wrong.put(each.name(), what)));
            return wrong;
        }

        private Reading read(long begun) {
            RealIncus.run(
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(operator.process().pid()),
                            "GC.run"),
                    Map.of());
            return new Reading(
                    (System.nanoTime() - begun) / 60e9,
                    HeapReading.mebibytes(operator.process().get("/q/metrics")),
                    operator.threads(),
                    operator.openFiles(),
                    fleet.hosts().stream()
                            .mapToInt(SimulatedHost::eventListeners)
                            .sum());
        }

        private Outcome outcome(Duration whole, long wrong, List<Reading> readings) {
            String after = " after %d minutes".formatted(whole.toMinutes());
            List<Row> rows = List.of(
                    Row.alone(
                            "16.changes",
                            "random changes to %d resources, in -Xmx128m,%s".formatted(RESOURCES, after),
                            Measure.count(changes.count()),
                            Goal.none()),
                    Row.alone(
                            "16.wrong",
                            "resources that were not as declared at one of %d checks".formatted(readings.size() + 1),
                            Measure.count(wrong),
                            Goal.atMost(Measure.count(0))),
                    flat("heap", "heap after a collection," + after, readings, Reading::heap, Measure::mebibytes, 1.1),
                    flat("threads", "threads" + after, readings, Reading::threads, Measure::count, 1.1),
                    flat("files", "open files" + after, readings, Reading::files, Measure::count, 1.1),
                    flat("websockets", "websockets" + after, readings, Reading::websockets, Measure::count, 1));
            return new Outcome(rows, List.of(curve(readings)));
        }

        private static Row flat(
                String id,
                String what,
                List<Reading> readings,
                ToDoubleFunction<Reading> figure,
                Function<Double, Measure> measure,
                double most) {
            return new Row(
                    "16." + id,
                    what,
                    measure.apply(Reading.last(readings, figure)),
                    measure.apply(Reading.first(readings, figure)),
                    "after warming up",
                    Goal.times(most));
        }

        private static Curve curve(List<Reading> readings) {
            return new Curve(
                    "soak",
                    "What the operator has while resources are changed at random",
                    "minutes",
                    "MiB, or how many",
                    List.of(
                            line("heap", readings, Reading::heap),
                            line("threads", readings, Reading::threads),
                            line("open files", readings, Reading::files),
                            line("websockets", readings, Reading::websockets)));
        }

        private static Curve.Line line(String name, List<Reading> readings, ToDoubleFunction<Reading> figure) {
            return new Curve.Line(
                    name,
                    readings.stream().map(Reading::minutes).toList(),
                    readings.stream().map(figure::applyAsDouble).toList());
        }
    }

    private static void sleep(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
