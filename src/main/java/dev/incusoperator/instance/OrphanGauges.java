package dev.incusoperator.instance;

import dev.incusoperator.host.HostKey;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The metric that says how many instances without a resource each host has. */
@ApplicationScoped
public class OrphanGauges {
    static final String NAME = "incus.operator.host.orphans";

    private record Known(AtomicInteger count, Gauge gauge) {}

    private final MeterRegistry registry;
    private final Map<HostKey, Known> known = new ConcurrentHashMap<>();

    public OrphanGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    void tell(HostKey host, int count) {
        known.computeIfAbsent(host, this::register).count().set(count);
    }

    private Known register(HostKey host) {
        AtomicInteger count = new AtomicInteger();
        return new Known(
                count,
                Gauge.builder(NAME, count, AtomicInteger::get)
                        .description("Instances on a host with this cluster's mark whose IncusInstance does not exist.")
                        .strongReference(true)
                        .tag("kind", host.kind().toString())
                        .tag("namespace", host.namespace())
                        .tag("host", host.name())
                        .register(registry));
    }

    void forget(HostKey host) {
        Known before = known.remove(host);
        if (before != null) {
            registry.remove(before.gauge());
        }
    }
}
