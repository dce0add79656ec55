package dev.incusoperator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.OperatorSettings.LeaderElection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LeaderLeaseTest {
    private static final Instant RENEWED = Instant.parse("2026-03-01T12:00:00Z");

    private Instant now = RENEWED;

    @Test
    void where_nobody_is_elected_it_is_always_held() {
        assertThat(lease(false).held()).isTrue();
    }

    @Test
    void it_is_not_held_before_the_first_renewal() {
        assertThat(lease(true).held()).isFalse();
    }

    @Test
    void it_is_held_for_a_while_after_a_renewal_and_no_longer_well_before_another_may_take_it() {
        LeaderLease lease = lease(true);

        lease.renewed(RENEWED);
        assertThat(lease.held()).isTrue();
        now = RENEWED.plus(LeaderLease.TRUSTED).minusMillis(1);
        assertThat(lease.held()).isTrue();
        now = RENEWED.plus(LeaderLease.TRUSTED);
        assertThat(lease.held()).isFalse();

        assertThat(LeaderLease.DURATION.minus(LeaderLease.TRUSTED)).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void a_renewal_that_was_on_its_way_for_long_counts_from_the_time_that_stands_in_it() {
        LeaderLease lease = lease(true);
        now = RENEWED.plus(LeaderLease.DURATION);

        lease.renewed(RENEWED);

        assertThat(lease.held()).isFalse();
    }

    @Test
    void it_is_not_held_once_it_is_given_up() {
        LeaderLease lease = lease(true);
        lease.renewed(RENEWED);

        lease.givenUp();

        assertThat(lease.held()).isFalse();
    }

    private LeaderLease lease(boolean elected) {
        OperatorSettings settings = () -> new LeaderElection(elected, "lease");
        return new LeaderLease(settings, new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        });
    }
}
