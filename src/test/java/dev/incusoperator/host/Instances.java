package dev.incusoperator.host;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceListing;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.InstanceState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Instances as a server would show them. */
final class Instances {
    private Instances() {}

    static InstanceListing listing(Instance... all) {
        return new InstanceListing(List.of(all), 0);
    }

    static Instance of(InstanceRef ref, String description) {
        return of(ref, description, "Running", "2026-01-01T00:00:00Z", null);
    }

    static Instance of(
            InstanceRef ref, String description, String status, String lastUsedAt, @Nullable InstanceState state) {
        return new Instance(
                ref.project(),
                ref.name(),
                status,
                status.equals("Running") ? 103 : 102,
                "container",
                "x86_64",
                description,
                false,
                "none",
                "2026-01-01T00:00:00Z",
                lastUsedAt,
                List.of("default"),
                Map.of("limits.memory", "1GiB", "volatile.uuid", "uuid-of-" + ref.name()),
                Map.of(),
                Map.of("limits.memory", "1GiB", "volatile.uuid", "uuid-of-" + ref.name()),
                Map.of("eth0", Map.of("type", "nic", "network", "incusbr0")),
                state);
    }
}
