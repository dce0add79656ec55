package dev.incusoperator.bench;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.model.InstanceRef;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** How long drift stands that somebody makes behind the operator's back, one instance after another. */
final class DriftMended implements Benchmark {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String KEY = "user.colour";
    private static final String NAMESPACE = "drift";

    @Override
    public String name() {
        return "drift";
    }

    @Override
    public String what() {
        return "drift made behind its back, until it is mended: on the real Incus, and simulated";
    }

    @Override
    public Duration usually(Conditions conditions) {
        return Duration.ofMinutes(4);
    }

    @Override
    public boolean isInQuickRound() {
        return false;
    }

    @Override
    public Outcome run(Conditions conditions) {
        return Outcome.of(
                row("8.real", "on the real Incus", real(conditions, 20)),
                row("8.simulated", "on a simulated host", simulated(conditions, 1000)));
    }

    private static Row row(String id, String where, Samples seconds) {
        return Row.alone(
                id,
                "drift until it is mended, p99 " + where,
                Measure.milliseconds(1000 * seconds.quantile(0.99)),
                Goal.atMost(Measure.milliseconds(1000)));
    }

    private static Samples real(Conditions conditions, int count) {
        try (RealIncus incus = RealIncus.ofEnvironment();
                Cluster cluster = new Cluster();
                MeasuredOperator operator = MeasuredOperator.start(cluster, conditions)) {
            cluster.client()
                    .resource(Declaration.host("local", incus.socket(), 8))
                    .create();
            Declaration.namespace(cluster.client(), NAMESPACE);
            String network = incus.network();
            List<GenericKubernetesResource> all = IntStream.range(0, count)
                    .mapToObj(i -> Declaration.instance(NAMESPACE, "drift-" + i, "local", network, ""))
                    .toList();
            try (Readiness readiness = new Readiness(cluster.client(), NAMESPACE)) {
                Declaration.create(cluster.client(), all);
                readiness.awaitReady(count, Duration.ofMinutes(2), operator);
                Samples seconds = new Samples();
                for (int i = 0; i < count; i++) {
                    InstanceRef ref = new InstanceRef("default", "drift-" + i);
                    seconds.add(mended(
                            () -> incus.client()
                                    .request(ApiRequest.patch("instances", ref.name())
                                            .project(ref.project())
                                            .json(Map.of("config", Map.of(KEY, "red")))),
                            () -> incus.client().instances().get(ref, false).stream()
                                    .anyMatch(seen ->
                                            "green".equals(seen.value().config().get(KEY)))));
                }
                cluster.client()
                        .genericKubernetesResources("incusoperator.dev/v1alpha1", "IncusInstance")
                        .inNamespace(NAMESPACE)
                        .delete();
                readiness.awaitGone(Duration.ofMinutes(2));
                return seconds;
            }
        }
    }

    private static Samples simulated(Conditions conditions, int count) {
        try (Fleet fleet = new Fleet(Fleet.USUAL);
                Cluster cluster = new Cluster();
                MeasuredOperator operator = MeasuredOperator.start(cluster, conditions);
                Population population = new Population(fleet, cluster)) {
            population.growTo(count, operator);
            Samples seconds = new Samples();
            for (int i = 0; i < count; i++) {
                int number = i;
                String name = "i-" + number;
                seconds.add(mended(
                        () -> fleet.hostOf(number).admin().setConfig(name, KEY, "red"),
                        () -> fleet.hostOf(number)
                                .instance(name)
                                .filter(each -> "green".equals(each.config().get(KEY)))
                                .isPresent()));
            }
            return seconds;
        }
    }

    private static double mended(Runnable drift, BooleanSupplier isMended) {
        return Stopwatch.seconds(() -> {
            drift.run();
            Awaitility.await("it is put back")
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(LIMIT)
                    .until(isMended::getAsBoolean);
        });
    }
}
