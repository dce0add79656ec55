package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.HostKind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CertificateGaugesTest {
    private static final HostKey EDGE = new HostKey(HostKind.INCUS_HOST, "team-a", "edge");
    private static final HostKey LOCAL = new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "local");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CertificateGauges gauges = new CertificateGauges(registry);

    @Test
    void each_host_has_its_own_which_follows_a_renewal_and_goes_with_the_host() {
        gauges.tell(EDGE, Instant.ofEpochSecond(1_000));
        gauges.tell(LOCAL, Instant.ofEpochSecond(2_000));
        gauges.tell(EDGE, Instant.ofEpochSecond(3_000));

        assertThat(registry.get(CertificateGauges.NAME)
                        .tags("kind", "IncusHost", "namespace", "team-a", "host", "edge")
                        .gauge()
                        .value())
                .isEqualTo(3_000);
        assertThat(registry.find(CertificateGauges.NAME).gauges()).hasSize(2);

        gauges.forget(EDGE);
        gauges.forget(EDGE);
        assertThat(registry.find(CertificateGauges.NAME).gauges())
                .extracting(Gauge::value)
                .containsExactly(2_000.0);
    }
}
