package dev.incusoperator.host;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Where a host's work is done: one task after another, on threads that all hosts share, now or later. */
final class HostWork {
    private final SerialQueue queue;
    private final ScheduledExecutorService timer;
    private final Duration relistInterval;

    HostWork(SerialQueue queue, ScheduledExecutorService timer, Duration relistInterval) {
        this.queue = queue;
        this.timer = timer;
        this.relistInterval = relistInterval;
    }

    void queue(Runnable task) {
        queue.execute(task);
    }

    void queueAfter(Duration pause, Runnable task) {
        if (pause.isZero() || pause.isNegative()) {
            queue(task);
        } else {
            after(pause, () -> queue.execute(task));
        }
    }

    /** On the timer's own thread: only for what is done in no time. */
    void after(Duration pause, Runnable task) {
        timer.schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    Duration relistInterval() {
        return relistInterval;
    }
}
