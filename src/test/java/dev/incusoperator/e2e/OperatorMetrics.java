package dev.incusoperator.e2e;

import dev.incusoperator.kube.OperatorProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What an operator counts itself. */
record OperatorMetrics(OperatorProcess process) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How often it has looked at an instance since it was started. */
    long reconciliations() {
        return metric("reconciliations_execution_duration_seconds_count{controller_name=\"incusinstance\"}");
    }

    private long metric(String series) {
        return get("/q/metrics")
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> (long) Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(0L);
    }

    private String get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(process.url(path)).timeout(PATIENCE).build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException("The operator does not answer at " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking the operator for " + path, e);
        }
    }
}
