package dev.incusoperator.simulated;

import java.time.Duration;
import java.time.Instant;

/** Where a simulated host takes its time from: the clock's, or a test's own ({@link ManualTime}). */
public interface SimulatedTime {
    Instant now();

    /** Runs a task once, {@code delay} from now; the task must not block. */
    Timer after(Duration delay, Runnable task);

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Timer {
        /** Nothing where the task has run already. */
        void cancel();
    }
}
