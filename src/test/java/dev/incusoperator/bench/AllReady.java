package dev.incusoperator.bench;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A thousand resources at once on simulated hosts: the pace of what is written for them, and whose processor time it takes. */
final class AllReady implements Benchmark {
    private static final String HEAP = "-Xmx128m";

    @Override
    public String name() {
        return "thousand";
    }

    @Override
    public String what() {
        return "1,000 resources at once on 20 simulated hosts, and the API server's own pace";
    }

    @Override
    public boolean isInQuickRound() {
        return true;
    }

    @Override
    public Outcome run(Conditions conditions) {
        int count = conditions.choose(1000, 200);
        List<Population.Growth> growths = new ArrayList<>();
        Samples reference = new Samples();
        for (int round = 1; round <= conditions.rounds(); round++) {
            Sample sample = once(count, conditions);
            double pace = pace(count, sample);
            reference.add(pace);
            growths.add(sample.growth);
            conditions
                    .progress()
                    .say("  %d/%d: %s; the load generator: %.0f writes/s"
                            .formatted(round, conditions.rounds(), sample.growth, pace));
        }
        String many = "%,d resources".formatted(count);
        return Outcome.of(
                Row.alone(
                        "7.time",
                        many + " declared, until all are Ready, in " + HEAP,
                        Measure.seconds(median(growths, Population.Growth::seconds)),
                        Goal.none()),
                new Row(
                        "7.pace",
                        "writes while " + many + " become Ready",
                        Measure.perSecond(median(growths, Population.Growth::writesASecond)),
                        Measure.perSecond(reference.median()),
                        "a plain load generator",
                        Goal.part(0.7)),
                new Row(
                        "7.cpu",
                        "the operator's processor time for " + many,
                        Measure.seconds(median(growths, Population.Growth::operatorCpu)),
                        Measure.seconds(
                                median(growths, growth -> growth.requests().cpuSeconds())),
                        "the API server's",
                        Goal.times(1)));
    }

    private static double median(List<Population.Growth> growths, ToDoubleFunction<Population.Growth> figure) {
        return Samples.of(growths.stream().mapToDouble(figure).toArray()).median();
    }

    private record Sample(Population.Growth growth, Map<String, Object> status) {}

    private Sample once(int count, Conditions conditions) {
        try (Fleet fleet = new Fleet(Fleet.USUAL);
                Cluster cluster = new Cluster();
                MeasuredOperator operator = MeasuredOperator.start(cluster, conditions, HEAP);
                Population population = new Population(fleet, cluster)) {
            population.growTo(Fleet.USUAL, operator);
            return new Sample(population.growTo(Fleet.USUAL + count, operator), population.status());
        }
    }

    /** Of the same writes, on an API server as new. */
    private static double pace(int count, Sample sample) {
        int statusWrites = (int) Math.round(sample.growth.writesEach()) - 1;
        int events = (int) (sample.growth.requests().count("POST", "events") / sample.growth.by());
        try (Cluster cluster = new Cluster();
                Fleet fleet = new Fleet(1)) {
            Declaration.namespace(cluster.client(), Population.NAMESPACE);
            Pace pace = new Pace(cluster.client(), sample.status, statusWrites, events);
            List<GenericKubernetesResource> some = fleet.instances(Population.NAMESPACE, 0, 50);
            pace.measure(some);
            return pace.measure(fleet.instances(Population.NAMESPACE, 50, 50 + count));
        }
    }
}
