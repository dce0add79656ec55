package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.api.v1alpha1.PowerState;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Mark.Ownership;
import dev.incusoperator.instance.update.Declared;
import dev.incusoperator.instance.update.Difference;
import dev.incusoperator.instance.update.Differences;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * All that {@link Planner} decides upon: what is asked, what is seen, what is remembered.
 *
 * @param host the name of the host's resource, for people
 * @param gate what stands between the resource and any write to its host
 * @param operations how far an operation is, by its id
 * @param inside what is known beyond the inventory
 * @param notBefore after failures: when the next try of each action is due
 */
public record Situation(
        InstanceSpec spec,
        String host,
        InstanceRef instance,
        Mark mark,
        boolean deleting,
        Asks asks,
        Gate gate,
        Sighting sighting,
        Memory memory,
        Function<String, OperationView> operations,
        Abilities abilities,
        Inside inside,
        List<Held> notBefore,
        Instant now) {

    /** The same after a step: what it changed of what is seen and remembered. */
    Situation after(Sighting sightingNow, Memory memoryNow) {
        return with(asks, sightingNow, memoryNow, inside, notBefore);
    }

    /** The same, held back by failures, or no longer. */
    Situation heldBack(List<Held> held) {
        return with(asks, sighting, memory, inside, held);
    }

    /** The same, with more known of the inside. */
    Situation knowing(Inside more) {
        return with(asks, sighting, memory, more, notBefore);
    }

    /** The same, with other asks. */
    Situation asking(Asks other) {
        return with(other, sighting, memory, inside, notBefore);
    }

    private Situation with(
            Asks asksNow, Sighting sightingNow, Memory memoryNow, Inside insideNow, List<Held> notBeforeNow) {
        return new Situation(
                spec,
                host,
                instance,
                mark,
                deleting,
                asksNow,
                gate,
                sightingNow,
                memoryNow,
                operations,
                abilities,
                insideNow,
                notBeforeNow,
                now);
    }

    /** The same, with another answer of the access rules: about what is seen now. */
    Situation judged(Gate other) {
        return new Situation(
                spec,
                host,
                instance,
                mark,
                deleting,
                asks,
                other,
                sighting,
                memory,
                operations,
                abilities,
                inside,
                notBefore,
                now);
    }

    /** The profiles to create an instance with now: those that were judged. */
    List<String> profilesOfNew() {
        List<String> named = spec.profiles() == null ? AccessJudge.DEFAULT_PROFILES : spec.profiles();
        return gate instanceof Gate.Open open ? open.profiles().orElse(named) : named;
    }

    /** Whether an instance that is created now is started by the same call. */
    boolean startsAtOnce() {
        PowerState asked = spec.powerStateOrDefault();
        return abilities.startsWhatItCreates()
                && (asked == PowerState.RUNNING || asked == PowerState.FROZEN)
                && !(gate instanceof Gate.Open open && open.judgedBeforeStart());
    }

    /** Whether what is seen is still this: the same instance, with the same privileges. */
    boolean shows(Instance now) {
        return sighting instanceof Sighting.Seen seen
                && seen.instance().uuid().equals(now.uuid())
                && seen.instance().expandedConfig().equals(now.expandedConfig())
                && seen.instance().expandedDevices().equals(now.expandedDevices());
    }

    /** What the resource wants of the instance's definition. */
    Declared declared() {
        return Declared.of(spec, asks.restartedAt());
    }

    /** In what our instance is not as declared; nothing where it is not seen, or not ours. */
    List<Difference> differences() {
        return sighting instanceof Sighting.Seen seen && mark.of(seen.instance()) == Ownership.OURS
                ? Differences.between(declared(), seen.instance())
                : List.of();
    }

    /** Whether writes to the host are allowed. */
    public sealed interface Gate {
        /**
         * What is asked is given.
         *
         * @param profiles those that were judged, for an instance that is created now: the ones to create it with; empty where
         *     none was judged
         * @param judgedBeforeStart whether the image may bring config of its own, which has to be judged before the instance
         *     is started for the first time
         */
        record Open(Optional<List<String>> profiles, boolean judgedBeforeStart) implements Gate {
            public Open() {
                this(Optional.empty(), false);
            }
        }

        /** A profile that is asked for is not there; it may come. */
        record ProfileMissing(String message) implements Gate {}

        /** What runs is looked after; nothing is started: the host's admin has taken the member it is on out of service. */
        record Evacuated(String message) implements Gate {}

        /** The host is known, and cannot be asked now. */
        record HostAway(String reason, String message) implements Gate {}

        /** No such host; it may come. */
        record NoHost(String message) implements Gate {}

        /**
         * Someone asked for it.
         *
         * @param wholeHost whether on the host, on which nothing at all is written then; else on the resource
         */
        record Paused(String message, boolean wholeHost) implements Gate {}

        /** The host's access rules do not give what is asked; deletion is allowed all the same. */
        record Denied(String message) implements Gate {}

        /**
         * What is asked is given, but the instance still has what is not: it may be changed to what is asked, stopped and deleted, and
         * neither be started nor be used before that.
         */
        record ChangeFirst(String message) implements Gate {}

        /** What the instance is to be a copy of is not there; it may come. */
        record SourceMissing(String message) implements Gate {}

        /** What is asked cannot be judged yet (profiles not read, say). */
        record Unjudged(String message) implements Gate {}
    }

    /** A step of an action (in the words of {@link Step#action}) that failed is not tried again before {@code until}. */
    public record Held(String action, String reason, String message, boolean permanent, Instant until) {}
}
