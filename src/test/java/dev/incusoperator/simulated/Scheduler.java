package dev.incusoperator.simulated;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/** Runs a host's tasks under its lock: what takes no time on the event loop, the rest by the host's {@link SimulatedTime}. */
final class Scheduler {
    private static final SimulatedTime.Timer NOTHING = () -> {};

    private final Object lock;
    private final SimulatedTime time;
    private final Executor loop;

    Scheduler(Object lock, SimulatedTime time, Executor loop) {
        this.lock = lock;
        this.time = time;
        this.loop = loop;
    }

    Instant now() {
        return time.now();
    }

    SimulatedTime.Timer after(Duration delay, Runnable task) {
        Runnable guarded = () -> {
            synchronized (lock) {
                task.run();
            }
        };
        if (delay.isZero() || delay.isNegative()) {
            loop.execute(guarded);
            return NOTHING;
        }
        return time.after(delay, guarded);
    }
}
