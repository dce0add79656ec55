package dev.incusoperator.host;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The metric that says until when each host's client certificate may be shown; a host that is gone has none. */
@ApplicationScoped
public class CertificateGauges {
    static final String NAME = "incus.operator.host.client.certificate.not.after";

    private final MeterRegistry registry;
    private final Map<HostKey, Known> known = new HashMap<>();

    private record Known(Instant notAfter, Gauge gauge) {}

    public CertificateGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    synchronized void tell(HostKey host, Instant notAfter) {
        Known before = known.get(host);
        if (before != null && before.notAfter().equals(notAfter)) {
            return;
        }
        forget(host);
        Gauge gauge = Gauge.builder(NAME, notAfter, Instant::getEpochSecond)
                .description("When the client certificate of a host expires, in seconds since 1970.")
                .baseUnit("seconds")
                .strongReference(true)
                .tag("kind", host.kind().toString())
                .tag("namespace", host.namespace())
                .tag("host", host.name())
                .register(registry);
        known.put(host, new Known(notAfter, gauge));
    }

    synchronized void forget(HostKey host) {
        Known before = known.remove(host);
        if (before != null) {
            registry.remove(before.gauge());
        }
    }
}
