package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.host.Host.Sighting;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Addresses come by no event: while a running instance with a network interface has none, its state is looked at again,
 * after 0.5 s at first, then more rarely, and after some minutes no more. A cache: a new process begins anew.
 */
final class AddressWatch {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LAST = Duration.ofSeconds(30);
    private static final int MOST_LOOKS = 12;

    private record Look(int number, Instant due) {}

    private final Map<ResourceID, Look> looks = new ConcurrentHashMap<>();

    /** Whether the state is to be looked at now. */
    boolean due(ResourceID resource, Instant now) {
        Look look = looks.get(resource);
        return look != null && look.number() <= MOST_LOOKS && !now.isBefore(look.due());
    }

    /** When to look at the state; empty where no address is awaited, or none is to be hoped for. */
    Optional<Instant> next(ResourceID resource, Situation situation, @Nullable InstanceStatus status) {
        if (!awaited(situation, status)) {
            looks.remove(resource);
            return Optional.empty();
        }
        Look look = looks.compute(resource, (id, before) -> {
            if (before == null) {
                return new Look(1, situation.now().plus(FIRST));
            }
            return situation.now().isBefore(before.due()) || before.number() > MOST_LOOKS
                    ? before
                    : new Look(before.number() + 1, situation.now().plus(pause(before.number())));
        });
        return Optional.of(look)
                .filter(each -> each.number() <= MOST_LOOKS)
                .map(Look::due)
                .filter(due -> situation.now().isBefore(due));
    }

    void forget(ResourceID resource) {
        looks.remove(resource);
    }

    private static boolean awaited(Situation situation, @Nullable InstanceStatus status) {
        boolean known = status != null
                && status.instance() != null
                && (status.instance().ipv4() != null || status.instance().ipv6() != null);
        return !known
                && !situation.deleting()
                && situation.sighting() instanceof Sighting.Seen seen
                && Power.of(seen.instance()) == Power.RUNNING
                && hasNic(seen.instance());
    }

    private static boolean hasNic(Instance instance) {
        return instance.expandedDevices().values().stream().anyMatch(device -> "nic".equals(device.get("type")));
    }

    private static Duration pause(int number) {
        Duration pause = FIRST.multipliedBy(1L << Math.min(number, 6));
        return pause.compareTo(LAST) > 0 ? LAST : pause;
    }
}
