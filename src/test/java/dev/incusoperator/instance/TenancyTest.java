package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.MARK;
import static dev.incusoperator.instance.Given.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.chaos.Sums;
import dev.incusoperator.instance.Situation.Gate;
import dev.incusoperator.policy.AccessAttempt;
import dev.incusoperator.policy.AccessDecision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What tenants may try by way of profiles, copies and instances that are there: the table in {@code policy/tenancy.yaml}. */
class TenancyTest {
    private static final TenancyAttempt.Table TABLE = TenancyAttempt.table();

    private final AccessCheck check = new AccessCheck(namespace -> Optional.of(Map.of()));

    static Stream<TenancyAttempt> attempts() {
        return TABLE.attempts().stream();
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void an_attempt_is_decided(TenancyAttempt attempt) {
        Gate gate = gate(attempt);

        if (attempt.allowed() != null) {
            assertThat(gate).isInstanceOf(Gate.Open.class);
        } else {
            assertThat(gate)
                    .isInstanceOfSatisfying(
                            Gate.Denied.class,
                            denied -> assertThat(denied.message()).contains(attempt.because()));
        }
    }

    /** Beside what is seen of a request alone, which is the policy's table. The tag: its sum is told with those of chaos. */
    @Tag("attempts")
    @Test
    void every_attempt_is_refused() {
        List<AccessAttempt.Row> asked = AccessAttempt.all()
                .filter(row -> row.attempt().refused() != null)
                .toList();
        List<TenancyAttempt> done =
                attempts().filter(attempt -> attempt.refused() != null).toList();
        long refused = asked.stream()
                        .filter(row -> row.decided() instanceof AccessDecision.Denied)
                        .count()
                + done.stream()
                        .filter(attempt -> gate(attempt) instanceof Gate.Denied)
                        .count();

        Sums.tell("attempts refused: " + refused + " of " + (asked.size() + done.size()));
        assertThat(refused).isGreaterThan(130).isEqualTo(asked.size() + done.size());
    }

    private Gate gate(TenancyAttempt attempt) {
        FakeHost host = attempt.host(TABLE.profiles());
        return check.gate(host, attempt.wanted(), WEB, host.look(WEB), MARK);
    }
}
