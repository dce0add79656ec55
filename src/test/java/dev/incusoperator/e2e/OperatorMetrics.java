package dev.incusoperator.e2e;

import dev.incusoperator.kube.OperatorProcess;

/** What an operator counts itself. */
record OperatorMetrics(OperatorProcess process) {
    /** How often it has looked at an instance since it was started. */
    long reconciliations() {
        return metric("reconciliations_execution_duration_seconds_count{controller_name=\"incusinstance\"}");
    }

    private long metric(String series) {
        return process.get("/q/metrics")
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> (long) Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(0L);
    }
}
