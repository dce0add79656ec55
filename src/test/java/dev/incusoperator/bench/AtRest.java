package dev.incusoperator.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What a thousand resources cost while nothing happens. */
final class AtRest implements Benchmark {
    @Override
    public String name() {
        return "rest";
    }

    @Override
    public String what() {
        return "what 1,000 resources cost while nothing happens (INCUS_OPERATOR_BENCH_REST_MINUTES: 10)";
    }

    @Override
    public Duration usually(Conditions conditions) {
        return conditions.atRest().plusMinutes(1);
    }

    @Override
    public boolean isInQuickRound() {
        return false;
    }

    @Override
    public Outcome run(Conditions conditions) {
        Duration time = conditions.atRest();
        int count = conditions.choose(1000, 100);
        try (Fleet fleet = new Fleet(Fleet.USUAL);
                Cluster cluster = new Cluster();
                MeasuredOperator operator = MeasuredOperator.start(cluster, conditions, "-Xmx128m");
                Population population = new Population(fleet, cluster)) {
            conditions.progress().say("  " + population.growTo(count, operator));
            new Settling(operator).await();
            fleet.forgetCalls();
            ApiRequests before = cluster.requests();
            double cpu = operator.cpuSeconds();
            conditions.progress().say("  nothing is done for %d minutes".formatted(time.toMinutes()));
            sleep(time);
            ApiRequests spent = cluster.requests().since(before);
            double used = operator.cpuSeconds() - cpu;
            conditions.progress().say("  " + spent + ", " + fleet.counts());
            String during = " in %d minutes at rest with %,d resources".formatted(time.toMinutes(), count);
            long most = fleet.hosts().stream()
                    .mapToLong(host -> host.calls().total())
                    .max()
                    .orElse(0);
            long listings = Math.max(1, (time.toMinutes() + 9) / 10);
            return Outcome.of(
                    Row.alone(
                            "11.writes",
                            "Kubernetes writes but the lease" + during,
                            Measure.count(spent.writesButEvents()),
                            Goal.atMost(Measure.count(0))),
                    Row.alone(
                            "11.lists",
                            "lists of our kinds" + during,
                            Measure.count(lists(spent)),
                            Goal.atMost(Measure.count(0))),
                    Row.alone(
                            "11.calls",
                            "calls of a host, at most," + during,
                            Measure.count(most),
                            Goal.atMost(Measure.count(listings))),
                    Row.alone("11.cpu", "the operator's processor time" + during, Measure.seconds(used), Goal.none()));
        }
    }

    /** Others list what is theirs. */
    private static long lists(ApiRequests spent) {
        return spent.count("LIST", "incusinstances")
                + spent.count("LIST", "incushosts")
                + spent.count("LIST", "clusterincushosts");
    }

    private static void sleep(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while nothing was done", e);
        }
    }
}
