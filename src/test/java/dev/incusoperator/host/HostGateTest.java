package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.IncusException.CannotConnect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostGateTest {
    private static final ApiRequest REQUEST = ApiRequest.get("instances");

    private long now = Duration.ofHours(1).toNanos();
    private final List<Duration> slept = new ArrayList<>();

    @Test
    void a_seconds_worth_goes_at_once_after_a_pause_and_then_one_by_one() {
        HostGate gate = gate(10);
        for (int i = 0; i < 11; i++) {
            gate.enter(REQUEST).close();
        }
        assertThat(slept).isEmpty();

        gate.enter(REQUEST).close();
        gate.enter(REQUEST).close();

        assertThat(slept).containsExactly(Duration.ofMillis(100), Duration.ofMillis(100));
    }

    @Test
    void who_would_have_to_wait_too_long_is_sent_away() {
        HostGate gate = new HostGate(10, () -> now, nanos -> {});
        for (int i = 0; i < 31; i++) {
            gate.enter(REQUEST).close();
        }

        assertThatThrownBy(() -> gate.enter(REQUEST))
                .isInstanceOf(CannotConnect.class)
                .hasMessageContaining("limits.requestsPerSecond (10)");
    }

    @Test
    void a_new_limit_holds_at_once() {
        HostGate gate = gate(1);
        gate.enter(REQUEST).close();
        gate.enter(REQUEST).close();
        gate.limit(1_000);

        gate.enter(REQUEST).close();
        gate.enter(REQUEST).close();

        assertThat(slept).containsExactly(Duration.ofSeconds(1), Duration.ofMillis(1));
    }

    @Test
    void a_host_that_answers_nothing_holds_no_more_than_its_share_of_threads() {
        HostGate gate = gate(1_000);
        for (int i = 0; i < 16; i++) {
            gate.enter(REQUEST);
        }

        assertThatThrownBy(() -> gate.enter(REQUEST))
                .isInstanceOf(CannotConnect.class)
                .hasMessageContaining("without an answer");
    }

    private HostGate gate(int perSecond) {
        return new HostGate(perSecond, () -> now, nanos -> {
            slept.add(Duration.ofNanos(nanos));
            now += nanos;
        });
    }
}
