package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.status.Conditions;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What no event tells is looked at again, after 0.5 s at first, then more rarely: whether an instance is ready, as long as
 * that is awaited; and whether one with a network interface has got an address, for some minutes. A cache: a new process
 * begins anew.
 */
final class StateWatch {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LAST = Duration.ofSeconds(30);
    private static final int MOST_LOOKS = 12;

    /** @param endless whether it goes on for as long as it takes */
    private record Look(int number, Instant due, boolean endless) {
        boolean counts() {
            return endless || number <= MOST_LOOKS;
        }
    }

    private final Map<ResourceID, Look> looks = new ConcurrentHashMap<>();

    /** Whether the state is to be looked at now. */
    boolean due(ResourceID resource, Instant now) {
        Look look = looks.get(resource);
        return look != null && look.counts() && !now.isBefore(look.due());
    }

    /** Has the state looked at as soon as it may be, though nothing was awaited. */
    void lookNow(ResourceID resource, Instant now) {
        looks.putIfAbsent(resource, new Look(1, now, false));
    }

    /** When to look at the state; empty where nothing is awaited, or nothing to be hoped for. */
    Optional<Instant> next(ResourceID resource, Situation situation, @Nullable InstanceStatus status) {
        boolean readiness = readinessAwaited(situation, status);
        if (!readiness && !addressAwaited(situation, status)) {
            looks.remove(resource);
            return Optional.empty();
        }
        Look look = looks.compute(resource, (id, before) -> following(before, readiness, situation.now()));
        return Optional.of(look)
                .filter(Look::counts)
                .map(Look::due)
                .filter(due -> situation.now().isBefore(due));
    }

    private static Look following(@Nullable Look before, boolean endless, Instant now) {
        if (before == null) {
            return new Look(1, now.plus(FIRST), endless);
        }
        boolean over = !endless && before.number() > MOST_LOOKS;
        return over || now.isBefore(before.due())
                ? new Look(before.number(), before.due(), endless)
                : new Look(before.number() + 1, now.plus(pause(before.number())), endless);
    }

    void forget(ResourceID resource) {
        looks.remove(resource);
    }

    private static boolean readinessAwaited(Situation situation, @Nullable InstanceStatus status) {
        return status != null
                && situation.sighting() instanceof Sighting.Seen
                && Conditions.find(status.conditions(), OutcomePolicy.READY)
                        .filter(ready -> ready.getReason().equals(ReadinessPlanner.NOT_READY))
                        .isPresent();
    }

    private static boolean addressAwaited(Situation situation, @Nullable InstanceStatus status) {
        boolean known = status != null
                && status.instance() != null
                && (status.instance().ipv4() != null || status.instance().ipv6() != null);
        return !known && mayHaveAddress(situation);
    }

    /** Whether it may have an address by now that it was not seen with. */
    static boolean isWorthALook(Situation situation) {
        return mayHaveAddress(situation)
                && situation.sighting() instanceof Sighting.Seen seen
                && seen.instance().state() == null;
    }

    private static boolean mayHaveAddress(Situation situation) {
        return !situation.deleting()
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
