package dev.incusoperator.client;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One operation, those who wait for it, and what is under way to find out about it. */
final class FollowedOperation {
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final String id;
    private final Set<CompletableFuture<FinishedOperation>> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Future<?>> timer = new AtomicReference<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile String lastFailure = "";
    private volatile int failures;

    FollowedOperation(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    void joinedBy(CompletableFuture<FinishedOperation> waiter) {
        waiters.add(waiter);
    }

    void leftBy(CompletableFuture<FinishedOperation> waiter) {
        waiters.remove(waiter);
    }

    boolean isAwaited() {
        return !waiters.isEmpty();
    }

    Set<CompletableFuture<FinishedOperation>> waiters() {
        return waiters;
    }

    /** True for the first who calls it. */
    boolean start() {
        return started.compareAndSet(false, true);
    }

    /** True where no question is under way; then one is. */
    boolean beginAsking() {
        return asking.compareAndSet(false, true);
    }

    void endAsking() {
        asking.set(false);
    }

    /** The next question is planned, in the place of one planned before. */
    void next(Future<?> planned) {
        Future<?> earlier = timer.getAndSet(planned);
        if (earlier != null) {
            earlier.cancel(false);
        }
    }

    void answered() {
        failures = 0;
    }

    /** A question failed, but the next may not; answers how long to wait before it: twice as long each time. */
    Duration failedBecause(String why) {
        lastFailure = why;
        int now = failures + 1;
        failures = now;
        return Duration.ofMillis(Math.min(LONGEST_PAUSE_MILLIS, 100L << Math.min(now, 10)));
    }

    /** Why the last question failed; empty where it did not. */
    Optional<String> lastFailure() {
        return failures == 0 ? Optional.empty() : Optional.of(lastFailure);
    }
}
