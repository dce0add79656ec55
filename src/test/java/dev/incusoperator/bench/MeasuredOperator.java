package dev.incusoperator.bench;

import dev.incusoperator.kube.OperatorProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operator as a process of its own, run as its image runs it, and what that process uses. */
final class MeasuredOperator implements AutoCloseable {
    static final String NAMESPACE = "default";
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final String LOOKS =
            "reconciliations_execution_duration_seconds_count{controller_name=\"incusinstance\"} ";

    private final OperatorProcess process;
    private final Conditions conditions;

    private MeasuredOperator(OperatorProcess process, Conditions conditions) {
        this.process = process;
        this.conditions = conditions;
    }

    /** Started, and ready. */
    static MeasuredOperator start(Cluster cluster, Conditions conditions, String... jvm) {
        if (!OperatorProcess.isBuilt()) {
            throw new Benchmark.NotHere("the operator is not built: mvn package -DskipTests (dev/bench does it)");
        }
        MeasuredOperator started = new MeasuredOperator(
                OperatorProcess.start(
                        cluster.kubeconfig(), Map.of("INCUS_OPERATOR_NAMESPACE", NAMESPACE), options(conditions, jvm)),
                conditions);
        try {
            started.process.awaitReady(START_LIMIT);
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private static List<String> options(Conditions conditions, String... jvm) {
        List<String> options = new ArrayList<>(List.of("-XX:+IgnoreUnrecognizedVMOptions"));
        options.addAll(ImageOptions.ofDockerfile());
        options.addAll(Arrays.asList(jvm));
        options.addAll(conditions.jvm());
        return options;
    }

    OperatorProcess process() {
        return process;
    }

    /** How often it has looked at an instance since it was started. */
    long looks() {
        return process.get("/q/metrics")
                .lines()
                .filter(line -> line.startsWith(LOOKS))
                .map(line -> (long) Double.parseDouble(line.substring(LOOKS.length())))
                .findFirst()
                .orElse(0L);
    }

    boolean hasEnded() {
        return !process.isAlive();
    }

    /** What it has used so far of all processors. */
    double cpuSeconds() {
        return figures(ProcessFigures::cpuSeconds);
    }

    /** In MiB. */
    double residentMemory() {
        return figures(ProcessFigures::residentMemory);
    }

    long threads() {
        return figures(ProcessFigures::threads);
    }

    long openFiles() {
        return figures(ProcessFigures::openFiles);
    }

    private <T> T figures(Function<ProcessFigures, T> which) {
        try {
            return which.apply(new ProcessFigures(process.pid()));
        } catch (UncheckedIOException e) {
            throw new IllegalStateException("the operator has ended: " + String.join("\n", process.logTail(15)), e);
        }
    }

    @Override
    public void close() {
        keepLog();
        process.terminate(Duration.ofSeconds(10));
        process.close();
    }

    /** For whoever looks for what went wrong. */
    private void keepLog() {
        try {
            Files.copy(process.log(), Path.of("target", "bench-operator.log"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            conditions.progress().say("the operator's log is not kept: " + e.getMessage());
        }
    }
}
