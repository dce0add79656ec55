package dev.incusoperator.instance;

import dev.incusoperator.instance.Failures.Failure;
import java.time.Duration;
import java.util.Optional;

/**
 * What a step led to.
 *
 * @param memory what is to be remembered from now on
 * @param over the operation whose end is now in {@code memory}: once that is written, the host need not remember it
 * @param failure why the step, or the operation that it wrote down, failed
 */
record StepResult(Memory memory, Effect effect, Optional<String> over, Optional<Failure> failure) {
    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    /** How the reconcile goes on. */
    enum Effect {
        /** Nothing was changed on the host. */
        LOOKED,
        /** The host did it while it was asked. */
        DONE_AT_ONCE,
        /** The host goes on with it. */
        STARTED,
        /** The host has enough to do: it will say when to come again. */
        BUSY,
        /** The same, in a moment: that need not be told. */
        HELD,
        /** The resource has been let go. */
        RELEASED
    }

    static StepResult done(Memory memory, Effect effect) {
        return new StepResult(memory, effect, Optional.empty(), Optional.empty());
    }

    static StepResult busy(Memory memory) {
        return done(memory, Effect.BUSY);
    }

    /** @param about how long it will take until it may be tried again */
    static StepResult later(Memory memory, Duration about) {
        return done(memory, about.compareTo(A_MOMENT) > 0 ? Effect.BUSY : Effect.HELD);
    }

    static StepResult ended(Memory memory, String operation, Optional<Failure> failure) {
        return new StepResult(memory, Effect.LOOKED, Optional.of(operation).filter(id -> !id.isEmpty()), failure);
    }

    static StepResult refused(Memory memory, Failure failure) {
        return new StepResult(memory, Effect.LOOKED, Optional.empty(), Optional.of(failure));
    }
}
