package dev.incusoperator;

import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RuntimeInfo;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Whether the operator is at work, for the readiness probe. In place of the extension's own check, which makes the operator when
 * it is first asked: a probe that came early had it made before there was anything to count its metrics in.
 */
@Readiness
@ApplicationScoped
public class AtWork implements HealthCheck {
    private volatile @Nullable Operator operator;

    /** The operator is about to start. */
    void begins(Operator begun) {
        operator = begun;
    }

    /** Down until it has started, and while one of its sources of events is broken; which ones, for each controller. */
    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("incus-operator");
        Operator begun = operator;
        if (begun == null || !begun.getRuntimeInfo().isStarted()) {
            return answer.down().build();
        }
        RuntimeInfo info = begun.getRuntimeInfo();
        info.unhealthyEventSources().forEach((controller, sources) -> {
            if (!sources.isEmpty()) {
                answer.withData(controller, "broken: " + String.join(", ", sources.keySet()));
            }
        });
        return answer.status(info.allEventSourcesAreHealthy()).build();
    }
}
