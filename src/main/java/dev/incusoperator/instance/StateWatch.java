package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.ReadyCheckType;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.Host.AddressWatch;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Mark.Ownership;
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
 * that is awaited; and which addresses one with a network interface has got, in the first minute of its run, and for some
 * minutes while it has none. What comes later the host tells ({@link Host#watchAddresses}). A cache: a new process begins anew.
 */
final class StateWatch {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LAST = Duration.ofSeconds(30);
    /** A minute: an address of the other family, or of another interface, may come after the first one. */
    private static final int LOOKS_WITH_ADDRESS = 7;

    /** From this look on there are eight seconds and more in between. */
    private static final int UNHURRIED = 4;

    private static final int MOST_LOOKS = 12;

    /**
     * @param most looks there are, where it is not endless
     * @param endless whether it goes on for as long as it takes
     * @param run of the instance that is looked at
     */
    private record Look(int number, Instant due, int most, boolean endless, String run) {
        boolean counts() {
            return endless || number <= most;
        }
    }

    private final Map<ResourceID, Look> looks = new ConcurrentHashMap<>();

    /** Whether the state is to be looked at now. */
    boolean due(ResourceID resource, Instant now) {
        Look look = looks.get(resource);
        return look != null && look.counts() && !now.isBefore(look.due());
    }

    /** Has the state looked at as soon as it may be, though nothing was awaited. */
    void lookNow(ResourceID resource, Situation situation) {
        looks.putIfAbsent(resource, new Look(1, situation.now(), MOST_LOOKS, false, run(situation)));
    }

    /** When to look at the state; empty where nothing is awaited, or nothing to be hoped for. */
    Optional<Instant> next(ResourceID resource, Situation situation, @Nullable InstanceStatus status) {
        boolean readiness = readinessAwaited(situation, status);
        if (!readiness && !mayHaveAddress(situation)) {
            looks.remove(resource);
            return Optional.empty();
        }
        boolean known = isAddressKnown(status);
        Look next = new Look(
                1, situation.now().plus(FIRST), known ? LOOKS_WITH_ADDRESS : MOST_LOOKS, readiness, run(situation));
        Look look = looks.compute(resource, (id, before) -> {
            if (before != null && before.run().equals(next.run())) {
                return following(before, next, situation.now());
            }
            // of a run that began before this process did the host tells
            return before == null && known && !readiness ? null : next;
        });
        return Optional.ofNullable(look)
                .filter(Look::counts)
                .map(Look::due)
                .filter(due -> situation.now().isBefore(due));
    }

    private static Look following(Look before, Look fresh, Instant now) {
        boolean over = !fresh.endless() && before.number() > fresh.most();
        if (over || now.isBefore(before.due())) {
            return new Look(before.number(), before.due(), fresh.most(), fresh.endless(), fresh.run());
        }
        // once it has an address the others are not urgent
        boolean known = !fresh.endless() && fresh.most() == LOOKS_WITH_ADDRESS;
        int number = known ? Math.max(before.number(), UNHURRIED) : before.number();
        return new Look(number + 1, now.plus(pause(number)), fresh.most(), fresh.endless(), fresh.run());
    }

    private static String run(Situation situation) {
        return situation.sighting() instanceof Sighting.Seen seen ? Inside.run(seen.instance()) : "";
    }

    /** How often the host is to look at the addresses of an instance once these looks are over. */
    static AddressWatch watch(Situation situation) {
        if (!mayHaveAddress(situation)) {
            return AddressWatch.NONE;
        }
        return situation.spec().readyWhenOrEmpty().stream()
                        .anyMatch(check -> check.type() == ReadyCheckType.IPV4 || check.type() == ReadyCheckType.IPV6)
                ? AddressWatch.OFTEN
                : AddressWatch.RARELY;
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

    private static boolean isAddressKnown(@Nullable InstanceStatus status) {
        return status != null
                && status.instance() != null
                && (status.instance().ipv4() != null || status.instance().ipv6() != null);
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
                && OwnAddresses.hasNic(seen.instance())
                && situation.mark().of(seen.instance()) == Ownership.OURS;
    }

    private static Duration pause(int number) {
        Duration pause = FIRST.multipliedBy(1L << Math.min(number, 6));
        return pause.compareTo(LAST) > 0 ? LAST : pause;
    }
}
