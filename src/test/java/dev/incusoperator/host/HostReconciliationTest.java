package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.HostKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostReconciliationTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    @Test
    void the_secrets_of_a_namespaces_own_host_are_read_again_every_ten_minutes_however_long_its_certificate_is_good() {
        assertThat(nextLook(HostKind.INCUS_HOST, Duration.ofDays(365))).contains(TEN_MINUTES);
        assertThat(HostReconciliation.nextLook(HostKind.INCUS_HOST, Optional.empty(), NOW))
                .contains(TEN_MINUTES);
    }

    @Test
    void the_end_of_a_certificate_is_told_when_it_has_come() {
        assertThat(nextLook(HostKind.INCUS_HOST, Duration.ofMinutes(3))).contains(Duration.ofSeconds(181));
        assertThat(nextLook(HostKind.CLUSTER_INCUS_HOST, Duration.ofMinutes(3))).contains(Duration.ofSeconds(181));
    }

    @Test
    void a_hosts_secrets_that_are_watched_are_not_read_again() {
        assertThat(nextLook(HostKind.CLUSTER_INCUS_HOST, Duration.ofDays(365))).contains(Duration.ofHours(12));
        assertThat(HostReconciliation.nextLook(HostKind.CLUSTER_INCUS_HOST, Optional.empty(), NOW))
                .isEmpty();
    }

    private static Optional<Duration> nextLook(HostKind kind, Duration validFor) {
        return HostReconciliation.nextLook(kind, Optional.of(new CertificateTerm(NOW.plus(validFor))), NOW);
    }
}
