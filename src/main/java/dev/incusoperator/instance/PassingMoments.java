package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.status.Conditions;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is over in a moment as a rule, and so is written down only when it has lasted: that an instance is being started,
 * stopped, frozen or restarted, and that it waits for its turn. While this happens to many on a host at a time, also that such a
 * change has ended, of those that are again as their status says. When a thousand instances are to be started again, their hosts are
 * the limit then, and not the API server. A cache: that such an operation was sent shows on the instance itself, for a
 * process that does not know of it.
 */
final class PassingMoments {
    /** As long as a host takes over a change of power that nothing stands in the way of. */
    private static final Duration OPERATION = Duration.ofMillis(300);

    /** As long as somebody who looks on would not wonder. */
    private static final Duration TURN = Duration.ofSeconds(3);

    /** From so many on that are passing on one host, or wait to, what ends is written down later. */
    private static final int MANY = 16;

    /** As long as many take. Of one that is what its status says, nobody misses that it was not for a moment. */
    private static final Duration LATER = Duration.ofSeconds(5);

    private static final Set<String> POWER =
            Set.of("start", "stop", "force-stop", "freeze", "unfreeze", "restart", "force-restart");

    /**
     * @param turnToldAt from when on it is told that it waits for its turn, where it does
     * @param changeToldAt from when on it is told that its power was changed, though that happens to many
     */
    private record Moment(
            String host,
            Optional<OperationStatus> operation,
            Optional<Instant> turnToldAt,
            Optional<Instant> changeToldAt) {}

    private final Map<ResourceID, Moment> moments = new ConcurrentHashMap<>();

    /**
     * Until when nothing need be written of what a reconcile has led to, and what it is to remember is remembered here; empty
     * where it is to be written now.
     *
     * @param written the status as it stands in the resource
     */
    Optional<Instant> untold(ResourceID id, @Nullable InstanceStatus written, Progression.End end, Instant now) {
        Memory memory = end.situation().memory();
        Memory known = Memory.of(written);
        boolean nothingElse =
                memory.operation().map(known::withOperation).orElse(known).equals(memory);
        String host = end.situation().host();
        boolean oneOfMany = isPowerChange(end)
                && isReady(written)
                && !known.operation().equals(memory.operation())
                && areManyOn(host);
        if (!nothingElse || (end.passing() == Progression.Passing.NOTHING && !oneOfMany)) {
            return Optional.empty();
        }
        Optional<Moment> before = Optional.ofNullable(moments.get(id));
        Optional<Instant> turnToldAt = before.flatMap(Moment::turnToldAt);
        if (end.passing() == Progression.Passing.TURN) {
            turnToldAt = turnToldAt.or(() -> Optional.of(now.plus(TURN)));
        }
        Optional<Instant> changeToldAt = before.flatMap(Moment::changeToldAt);
        if (oneOfMany) {
            changeToldAt = changeToldAt.or(() -> Optional.of(now.plus(LATER)));
        }
        moments.put(id, new Moment(host, memory.operation(), turnToldAt, changeToldAt));
        return switch (end.passing()) {
            case POWER ->
                Optional.of(oneOfMany ? changeToldAt.get() : now.plus(OPERATION))
                        .filter(now::isBefore);
            case TURN -> turnToldAt.filter(now::isBefore);
            case MOMENT -> end.until();
            case NOTHING -> changeToldAt.filter(now::isBefore);
        };
    }

    /** Whether the time has come to tell of a change of its power that happened to many. */
    boolean isToBeTold(ResourceID id, Instant now) {
        return Optional.ofNullable(moments.get(id))
                .flatMap(Moment::changeToldAt)
                .filter(at -> !now.isBefore(at))
                .isPresent();
    }

    private boolean areManyOn(String host) {
        return moments.values().stream()
                        .filter(each -> each.host().equals(host))
                        .limit(MANY)
                        .count()
                == MANY;
    }

    private static boolean isReady(@Nullable InstanceStatus written) {
        return written != null
                && Conditions.find(written.conditions(), OutcomePolicy.READY)
                        .filter(ready -> "True".equals(ready.getStatus()))
                        .isPresent();
    }

    /** It is under way, or has led to what is declared: a process that does not know of it sees that too. */
    private static boolean isPowerChange(Progression.End end) {
        OperationState state =
                end.outcome() instanceof Outcome.InSync ? OperationState.SUCCEEDED : OperationState.RUNNING;
        return end.situation()
                .memory()
                .operation()
                .filter(operation -> operation.state() == state && POWER.contains(operation.action()))
                .isPresent();
    }

    /** What the status remembers, and what has not been written into it. */
    Memory memory(ResourceID id, @Nullable InstanceStatus written) {
        Memory memory = Memory.of(written);
        return Optional.ofNullable(moments.get(id))
                .flatMap(Moment::operation)
                .map(memory::withOperation)
                .orElse(memory);
    }

    /** All that there is to say has been written. Who still waits for its turn is not looked at for that again. */
    void told(ResourceID id, Progression.End end) {
        if (end.passing() != Progression.Passing.TURN) {
            forget(id);
        }
    }

    void forget(ResourceID id) {
        moments.remove(id);
    }
}
