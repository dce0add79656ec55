package dev.incusoperator.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many resources, grown in steps: what one more costs at each step, how little memory will do, and what a restart costs in the
 * end.
 */
final class TenThousand implements Benchmark {
    private static final int HEAP = 384;
    private static final int RESTART_HEAP = 512;

    private static final List<Integer> HEAPS_OF_SOME = List.of(128, 96, 64);
    private static final List<Integer> HEAPS_OF_MOST = List.of(HEAP, 256, 192);
    private static final int ONE_BY_ONE = 15;

    @Override
    public String name() {
        return "ten-thousand";
    }

    @Override
    public String what() {
        return "100, 1,000 and 10,000 resources on 20 simulated hosts: growth, restart, memory";
    }

    @Override
    public Duration usually(Conditions conditions) {
        return Duration.ofMinutes(13);
    }

    @Override
    public boolean isInQuickRound() {
        return false;
    }

    /** What one more resource costs where there are so many. */
    private record Step(int size, double seconds, double calls, double writes) {}

    @Override
    public Outcome run(Conditions conditions) {
        int most = conditions.most();
        List<Row> rows = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        try (Fleet fleet = new Fleet(Fleet.USUAL);
                Cluster cluster = new Cluster();
                Population population = new Population(fleet, cluster)) {
            try (MeasuredOperator operator = MeasuredOperator.start(cluster, conditions, "-Xmx" + HEAP + "m")) {
                grow(most / 100, population, operator, steps, conditions);
                grow(most / 10, population, operator, steps, conditions);
            }
            rows.add(SmallestHeap.row("12.some", population, conditions, HEAP, HEAPS_OF_SOME));
            try (MeasuredOperator operator = MeasuredOperator.start(cluster, conditions, "-Xmx" + HEAP + "m")) {
                rows.addAll(grown(grow(most, population, operator, steps, conditions)));
            }
            rows.addAll(growth(steps));
            rows.addAll(restart(population, conditions));
            rows.add(SmallestHeap.row("12.most", population, conditions, RESTART_HEAP, HEAPS_OF_MOST));
        }
        return new Outcome(rows, curves(steps));
    }

    private static Population.Growth grow(
            int size, Population population, MeasuredOperator operator, List<Step> steps, Conditions conditions) {
        Population.Growth growth = population.growTo(size, operator);
        conditions.progress().say("  " + growth);
        Step step = oneMore(population, operator);
        conditions.progress().say("  one more: " + step);
        steps.add(step);
        return growth;
    }

    private static List<Row> grown(Population.Growth growth) {
        String many = "%,d more resources".formatted(growth.by());
        return List.of(
                Row.alone(
                        "7.time-most",
                        many + " declared, until all are Ready, in -Xmx" + HEAP + "m (one run)",
                        Measure.seconds(growth.seconds()),
                        Goal.none()),
                Row.alone(
                        "7.pace-most",
                        "writes while " + many + " become Ready (one run)",
                        Measure.perSecond(growth.writesASecond()),
                        Goal.none()),
                new Row(
                        "7.cpu-most",
                        "the operator's processor time for " + many + " (one run)",
                        Measure.seconds(growth.operatorCpu()),
                        Measure.seconds(growth.requests().cpuSeconds()),
                        "the API server's",
                        Goal.times(1)));
    }

    private static Step oneMore(Population population, MeasuredOperator operator) {
        new Settling(operator).await();
        Samples seconds = new Samples();
        long calls = population.fleet().calls();
        ApiRequests before = population.cluster().requests();
        int size = population.size();
        for (int i = 0; i < ONE_BY_ONE; i++) {
            seconds.add(population.addOne());
        }
        new Settling(operator).await();
        return new Step(
                size,
                seconds.median(),
                (double) (population.fleet().calls() - calls) / ONE_BY_ONE,
                (double) population.cluster().requests().since(before).writesButEvents() / ONE_BY_ONE - 1);
    }

    private static List<Row> growth(List<Step> steps) {
        Step first = steps.get(0);
        Step last = steps.get(steps.size() - 1);
        String at = "at %,d".formatted(first.size);
        return List.of(
                new Row(
                        "13.time",
                        "one more resource where there are %,d, until it is Ready".formatted(last.size),
                        Measure.milliseconds(1000 * last.seconds),
                        Measure.milliseconds(1000 * first.seconds),
                        at,
                        Goal.times(1.3)),
                new Row(
                        "13.calls",
                        "its Incus calls",
                        Measure.count(last.calls),
                        Measure.count(first.calls),
                        at,
                        Goal.times(1.3)));
    }

    private static List<Row> restart(Population population, Conditions conditions) {
        Restart restart = Restart.with(RESTART_HEAP, population, conditions);
        conditions.progress().say("  restart: " + restart);
        String with = " of a restart with %,d resources, in -Xmx%dm".formatted(population.size(), RESTART_HEAP);
        return List.of(
                Row.alone(
                        "10.time",
                        "all have been looked at, after the start" + with,
                        Measure.seconds(restart.seconds()),
                        Goal.atMost(Measure.seconds(60))),
                Row.alone("10.writes", "writes" + with, Measure.count(restart.writes()), Goal.atMost(Measure.count(0))),
                Row.alone(
                        "10.listings",
                        "listings of a host, at most," + with,
                        Measure.count(restart.listings()),
                        Goal.atMost(Measure.count(1))));
    }

    private static List<Curve> curves(List<Step> steps) {
        List<Double> sizes = steps.stream().map(step -> (double) step.size).toList();
        return List.of(
                new Curve(
                        "one-more-time",
                        "One more resource, until it is Ready",
                        "resources that are there",
                        "ms",
                        List.of(new Curve.Line(
                                "time",
                                sizes,
                                steps.stream().map(step -> 1000 * step.seconds).toList()))),
                new Curve(
                        "one-more-cost",
                        "What one more resource costs",
                        "resources that are there",
                        "requests",
                        List.of(
                                new Curve.Line(
                                        "Incus calls",
                                        sizes,
                                        steps.stream().map(Step::calls).toList()),
                                new Curve.Line(
                                        "Kubernetes writes",
                                        sizes,
                                        steps.stream().map(Step::writes).toList()))));
    }
}
