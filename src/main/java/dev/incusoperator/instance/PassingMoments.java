package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is over in a moment as a rule, and so is written down only when it has lasted: that an instance is being started,
 * stopped, frozen or restarted, and that it waits for its turn. When a thousand instances are to be started again, their
 * hosts are the limit then, and not the API server. A cache: that such an operation was sent shows on the instance itself,
 * for a process that does not know of it.
 */
final class PassingMoments {
    /** As long as a host takes over a change of power that nothing stands in the way of. */
    private static final Duration OPERATION = Duration.ofMillis(300);

    /** As long as somebody who looks on would not wonder. */
    private static final Duration TURN = Duration.ofSeconds(3);

    /** @param turnToldAt from when on it is told that it waits for its turn, where it does */
    private record Moment(Optional<OperationStatus> operation, Optional<Instant> turnToldAt) {}

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
        if (end.passing() == Progression.Passing.NOTHING || !nothingElse) {
            return Optional.empty();
        }
        Optional<Instant> turnToldAt = Optional.ofNullable(moments.get(id)).flatMap(Moment::turnToldAt);
        if (end.passing() == Progression.Passing.TURN) {
            turnToldAt = turnToldAt.or(() -> Optional.of(now.plus(TURN)));
        }
        moments.put(id, new Moment(memory.operation(), turnToldAt));
        return switch (end.passing()) {
            case POWER -> Optional.of(now.plus(OPERATION));
            case TURN -> turnToldAt.filter(now::isBefore);
            default -> end.until();
        };
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
