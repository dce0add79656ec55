package dev.incusoperator;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class AtWorkTest {
    @Test
    void who_asks_before_the_operator_is_made_hears_that_it_is_down() {
        HealthCheckResponse answer = new AtWork().call();

        assertThat(answer.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(answer.getName()).isEqualTo("incus-operator");
    }
}
