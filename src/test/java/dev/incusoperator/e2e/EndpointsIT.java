package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's own HTTP server serves health and metrics, and nothing else. */
@ExtendWith(WithOperator.class)
@Tag(Servers.KUBE)
class EndpointsIT {
    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics"})
    void health_and_metrics_are_served(String path, OperatorUnderTest operator) {
        assertThat(operator.statusOf(path)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/q",
                "/q/",
                "/q/dev",
                "/q/dev-ui",
                "/q/arc",
                "/q/arc/beans",
                "/q/info",
                "/q/openapi",
                "/q/swagger-ui",
                "/q/health-ui",
                "/q/graphql",
                "/q/logging-manager",
                "/q/scheduler",
                "/q/shutdown",
                "/q/lifecycle",
                "/q/../q/dev",
                "/q/health/..%2f..%2fq/dev",
                "/q/metrics/../../etc/passwd",
                "/metrics",
                "/health",
                "/actuator",
                "/debug/pprof",
                "/api/v1/secrets",
                "/META-INF/MANIFEST.MF",
                "/application.properties"
            })
    void nothing_else_is(String path, OperatorUnderTest operator) {
        assertThat(operator.statusOf(path)).isEqualTo(404);
    }
}
