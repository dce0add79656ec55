package dev.incusoperator.bench;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Two dozen containers on the real Incus, made and deleted: by the operator, and by Incus' own command line. */
final class TwoDozen implements Benchmark {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String OURS = "operator";
    private static final String HOST = "local";
    private static final String NAMESPACE = "dozens";

    @Override
    public String name() {
        return "two-dozen";
    }

    @Override
    public String what() {
        return "24 containers with a network interface made and deleted, on the real Incus";
    }

    @Override
    public boolean isInQuickRound() {
        return true;
    }

    @Override
    public Outcome run(Conditions conditions) {
        int count = conditions.choose(24, 8);
        int[] atATime = conditions.quick() ? new int[] {4} : new int[] {1, 4, 8};
        try (RealIncus incus = RealIncus.ofEnvironment();
                Cluster cluster = new Cluster();
                MeasuredOperator operator = MeasuredOperator.start(cluster, conditions)) {
            cluster.client().resource(Declaration.host(HOST, incus.socket(), 8)).create();
            Declaration.namespace(cluster.client(), NAMESPACE);
            try (Readiness readiness = new Readiness(cluster.client(), NAMESPACE)) {
                Site site = new Site(incus, incus.network(), cluster, readiness, count, new AtomicInteger());
                conditions.progress().say("  once unmeasured: what a process does for the first time is not its pace");
                site.create();
                site.delete();
                return measure(site, atATime, conditions);
            }
        }
    }

    private static Outcome measure(Site site, int[] atATime, Conditions conditions) {
        Rounds creation = new Rounds();
        Rounds deletion = new Rounds();
        creation.way(OURS, site::create);
        deletion.way(OURS, site::delete);
        List<String> references = new ArrayList<>();
        for (int parallel : atATime) {
            String name = "incus, xargs -P" + parallel;
            references.add(name);
            creation.way(name, () -> site.launch(parallel));
            deletion.way(name, () -> site.remove(parallel));
        }
        creation.measure(conditions.rounds(), conditions.progress(), creation, deletion);
        String[] names = references.toArray(String[]::new);
        return Outcome.of(
                row("3", site.count + " containers declared, until all are Ready", creation, names),
                row("4", "those " + site.count + " deleted, until the resources are gone", deletion, names));
    }

    private static Row row(String id, String what, Rounds rounds, String[] references) {
        String best = rounds.best(references);
        return new Row(
                id,
                what,
                Measure.seconds(rounds.median(OURS)),
                Measure.seconds(rounds.median(best)),
                best,
                Goal.times(1.05));
    }

    /** Where they are made. */
    private record Site(
            RealIncus incus, String network, Cluster cluster, Readiness readiness, int count, AtomicInteger round) {
        double create() {
            String prefix = "ours-" + round.incrementAndGet() + "-";
            List<GenericKubernetesResource> all = IntStream.range(0, count)
                    .mapToObj(i -> Declaration.instance(NAMESPACE, prefix + i, HOST, network, ""))
                    .toList();
            return Stopwatch.seconds(() -> {
                Declaration.create(cluster.client(), all);
                readiness.awaitReady(count, LIMIT);
            });
        }

        double delete() {
            return Stopwatch.seconds(() -> {
                cluster.client()
                        .genericKubernetesResources("incusoperator.dev/v1alpha1", "IncusInstance")
                        .inNamespace(NAMESPACE)
                        .delete();
                readiness.awaitGone(LIMIT);
            });
        }

        double launch(int parallel) {
            return incus.time("seq " + count + " | xargs -P" + parallel + " -I{} incus launch -q busybox theirs-{} -n "
                    + network + " -s default -c user.colour=green");
        }

        double remove(int parallel) {
            return incus.time("seq " + count + " | xargs -P" + parallel + " -I{} incus delete -q -f theirs-{}");
        }
    }
}
