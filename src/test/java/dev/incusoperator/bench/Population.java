package dev.incusoperator.bench;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Resources on a fleet, as many as there are so far, and what it cost to have them. */
final class Population implements AutoCloseable {
    static final String NAMESPACE = "many";

    /** A machine that does nothing else makes a hundred a second. */
    private static final int SLOWEST_A_SECOND = 12;

    private static final Duration ONE_LIMIT = Duration.ofMinutes(1);

    private final Fleet fleet;
    private final Cluster cluster;
    private final Readiness readiness;
    private int size;

    /** On a cluster that has none yet. */
    Population(Fleet fleet, Cluster cluster) {
        this.fleet = fleet;
        this.cluster = cluster;
        fleet.declare(cluster.client());
        Declaration.namespace(cluster.client(), NAMESPACE);
        this.readiness = new Readiness(cluster.client(), NAMESPACE);
    }

    /**
     * What a growth cost.
     *
     * @param seconds until all were Ready
     */
    record Growth(int by, double seconds, ApiRequests requests, double operatorCpu, long calls) {
        double writesASecond() {
            return requests.writes() / seconds;
        }

        @Override
        public String toString() {
            return "%d ready in %.1f s, %.0f writes/s (%.1f each), %.1f calls each, CPU: operator %.1f s, API server %.1f s; %s"
                    .formatted(
                            by,
                            seconds,
                            writesASecond(),
                            writesEach(),
                            (double) calls / by,
                            operatorCpu,
                            requests.cpuSeconds(),
                            requests.counts());
        }

        /** Without the one of whoever made it. */
        double writesEach() {
            return (double) requests.writesButEvents() / by - 1;
        }
    }

    int size() {
        return size;
    }

    Fleet fleet() {
        return fleet;
    }

    Cluster cluster() {
        return cluster;
    }

    /** More of them, all at once, until all are Ready. */
    Growth growTo(int most, MeasuredOperator operator) {
        int count = Math.max(most, size + 1);
        List<GenericKubernetesResource> more = fleet.instances(NAMESPACE, size, count);
        Duration limit = Duration.ofSeconds(60 + more.size() / SLOWEST_A_SECOND);
        ApiRequests before = cluster.requests();
        double cpu = operator.cpuSeconds();
        long calls = fleet.calls();
        double seconds = Stopwatch.seconds(() -> {
            Declaration.create(cluster.client(), more);
            readiness.awaitReady(count, limit, operator);
        });
        Growth growth = new Growth(
                more.size(),
                seconds,
                cluster.requests().since(before),
                operator.cpuSeconds() - cpu,
                fleet.calls() - calls);
        size = count;
        return growth;
    }

    /** One more, alone; the seconds until it is Ready. */
    double addOne() {
        GenericKubernetesResource one =
                fleet.instances(NAMESPACE, size, size + 1).get(0);
        return Stopwatch.seconds(() -> {
            cluster.client().resource(one).create();
            size++;
            readiness.awaitReady(one.getMetadata().getName(), ONE_LIMIT);
        });
    }

    /** As one of them is in the end. */
    @SuppressWarnings("unchecked")
    Map<String, Object> status() {
        IncusInstance one = cluster.client()
                .resources(IncusInstance.class)
                .inNamespace(NAMESPACE)
                .withName("i-0")
                .get();
        return Serialization.jsonMapper().convertValue(one.getStatus(), Map.class);
    }

    Readiness readiness() {
        return readiness;
    }

    @Override
    public void close() {
        readiness.close();
    }
}
