package dev.incusoperator.simulated;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Time that stands still until a test moves it on. Whatever a host does with a latency waits for {@link #advance}. */
public final class ManualTime implements SimulatedTime {
    private record Task(Instant due, long order, Runnable work) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::order));
    private final AtomicLong order = new AtomicLong();
    private Instant now;

    public ManualTime(Instant start) {
        this.now = start;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized Timer after(Duration delay, Runnable task) {
        Task entry = new Task(now.plus(delay), order.getAndIncrement(), task);
        tasks.add(entry);
        return () -> forget(entry);
    }

    /** Moves the time on and runs, in the order of their times and in this thread, the tasks that have become due. */
    public void advance(Duration by) {
        Instant until = now().plus(by);
        for (Optional<Task> next = takeDue(until); next.isPresent(); next = takeDue(until)) {
            next.get().work().run();
        }
        reach(until);
    }

    private synchronized Optional<Task> takeDue(Instant until) {
        Task next = tasks.peek();
        if (next == null || next.due().isAfter(until)) {
            return Optional.empty();
        }
        tasks.remove();
        if (next.due().isAfter(now)) {
            now = next.due();
        }
        return Optional.of(next);
    }

    private synchronized void reach(Instant until) {
        if (until.isAfter(now)) {
            now = until;
        }
    }

    private synchronized void forget(Task task) {
        tasks.remove(task);
    }
}
