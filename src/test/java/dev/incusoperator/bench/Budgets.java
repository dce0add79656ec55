package dev.incusoperator.bench;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What one instance costs, counted: writes to Kubernetes and calls to the host, without a command and with. */
final class Budgets implements Benchmark {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String NAMESPACE = "counted";
    private static final int COUNTED = 20;

    @Override
    public String name() {
        return "budgets";
    }

    @Override
    public String what() {
        return "Kubernetes writes and Incus calls of one instance, counted";
    }

    @Override
    public boolean isInQuickRound() {
        return true;
    }

    /** What something cost. */
    private record Cost(double writes, double calls) {}

    @Override
    public Outcome run(Conditions conditions) {
        try (Fleet fleet = new Fleet(1);
                Cluster cluster = new Cluster();
                MeasuredOperator operator = MeasuredOperator.start(cluster, conditions)) {
            fleet.declare(cluster.client());
            Declaration.namespace(cluster.client(), NAMESPACE);
            try (Readiness readiness = new Readiness(cluster.client(), NAMESPACE)) {
                Site site = new Site(fleet, cluster, operator, readiness);
                site.cost("first", "");
                Cost bare = site.cost("bare", "");
                Cost commanded = site.cost("commanded", Declaration.COMMAND);
                conditions.progress().say("  without a command " + bare + ", with one " + commanded);
                return Outcome.of(
                        row("6.writes", "Kubernetes writes from create to Ready", bare.writes, 4),
                        row("6.calls", "Incus calls from create to Ready", bare.calls, 4),
                        row("6.writes-exec", "Kubernetes writes for a command", commanded.writes - bare.writes, 3),
                        row("6.calls-exec", "Incus calls for a command", commanded.calls - bare.calls, 6));
            }
        }
    }

    private static Row row(String id, String what, double ours, int budget) {
        return Row.alone(id, what, Measure.count(ours), Goal.atMost(Measure.count(budget)));
    }

    private record Site(Fleet fleet, Cluster cluster, MeasuredOperator operator, Readiness readiness) {
        /** The mean of a few that are made one after another. */
        Cost cost(String prefix, String more) {
            settle();
            ApiRequests before = cluster.requests();
            fleet.forgetCalls();
            List<String> names = new ArrayList<>();
            for (int i = 0; i < COUNTED; i++) {
                GenericKubernetesResource one =
                        Declaration.instance(NAMESPACE, prefix + "-" + i, "sim-0", "incusbr0", more);
                cluster.client().resource(one).create();
                names.add(one.getMetadata().getName());
            }
            names.forEach(name -> readiness.awaitReady(name, LIMIT));
            settle();
            ApiRequests spent = cluster.requests().since(before);
            // one write of each is the user's
            return new Cost((double) spent.writesButEvents() / COUNTED - 1, (double) fleet.calls() / COUNTED);
        }

        private void settle() {
            new Settling(operator).await();
        }
    }
}
