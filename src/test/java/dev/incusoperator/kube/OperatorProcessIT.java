package dev.incusoperator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.report.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(Servers.KUBE)
class OperatorProcessIT {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    @Test
    void the_operator_becomes_ready_and_ends_on_sigterm() {
        try (OperatorProcess operator = OperatorProcess.start(TestKube.get().kubeconfig())) {
            operator.awaitReady(START_LIMIT);

            assertThat(operator.terminate(START_LIMIT))
                    .as(() -> "ended by SIGTERM; its log: " + operator.logTail(20))
                    .isTrue();
            assertThat(operator.exitCode()).isEqualTo(128 + 15);
        }
    }

    /** The extension's own check made the operator when it was asked, now and then before there was anything to count in. */
    @Test
    void an_operator_that_is_asked_for_its_health_while_it_starts_has_its_metrics() {
        try (OperatorProcess operator = OperatorProcess.start(TestKube.get().kubeconfig())) {
            operator.awaitReady(START_LIMIT);

            assertThat(operator.get("/q/metrics")).contains("reconciliations_");
            assertThat(operator.get("/q/health/ready"))
                    .contains("\"incus-operator\"")
                    .doesNotContain("Operator SDK");
        }
    }

    @Test
    void a_killed_operator_can_be_started_again() {
        Path kubeconfig = TestKube.get().kubeconfig();
        try (OperatorProcess first = OperatorProcess.start(kubeconfig)) {
            first.awaitReady(START_LIMIT);
            first.kill();
            assertThat(first.isAlive()).isFalse();
        }
        try (OperatorProcess second = OperatorProcess.start(kubeconfig)) {
            second.awaitReady(START_LIMIT);
        }
    }

    @Test
    void an_operator_that_cannot_start_shows_the_end_of_its_log() {
        try (OperatorProcess operator =
                OperatorProcess.start(TestKube.get().kubeconfig(), Map.of("QUARKUS_HTTP_PORT", "no-port"), List.of())) {
            assertThatThrownBy(() -> operator.awaitReady(START_LIMIT))
                    .hasMessageContaining("exit code 1")
                    .hasMessageContaining("no-port");
        }
    }
}
