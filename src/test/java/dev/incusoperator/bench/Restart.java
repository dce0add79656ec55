package dev.incusoperator.bench;

import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * What a start of the operator cost with all resources there, until every one had been looked at and nothing was left to do.
 *
 * @param listings of a host, at most
 */
record Restart(double seconds, long writes, long listings, double cpu, double resident) {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /**
     * @param heap in MiB
     * @throws org.awaitility.core.ConditionTimeoutException where it comes to nothing in time
     * @throws IllegalStateException where the operator ends
     */
    static Restart with(int heap, Population population, Conditions conditions) {
        population.fleet().forgetCalls();
        ApiRequests before = population.cluster().requests();
        long begun = System.nanoTime();
        try (MeasuredOperator operator =
                MeasuredOperator.start(population.cluster(), conditions, "-Xmx" + heap + "m")) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(200))
                    .atMost(LIMIT)
                    .until(() -> operator.looks() >= population.size());
            double seconds = (System.nanoTime() - begun) / 1e9;
            new Settling(operator).await();
            long writes = population.cluster().requests().since(before).writes();
            long listings = population.fleet().hosts().stream()
                    .mapToLong(host -> host.calls().count("GET", "/1.0/instances"))
                    .max()
                    .orElse(0);
            double cpu = operator.cpuSeconds();
            // it is of use too, not merely there
            population.addOne();
            return new Restart(seconds, writes, listings, cpu, operator.residentMemory());
        }
    }
}
