package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.IncusException.NoAnswer;
import dev.incusoperator.client.event.StreamTap;
import dev.incusoperator.client.model.Operation;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells when operations end, and holds no thread for it: by the event stream where that is up, by long polling where it
 * is not. Each operation is followed once, however many ask for it.
 */
final class OperationFollower implements StreamTap {
    /** So many long polls at once; where more operations are awaited without a stream, they are asked for in turn. */
    private static final int LONG_POLLS = 8;

    private static final Duration LONG_POLL = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    /** An event may be lost without the stream breaking: what is still awaited then is asked for. */
    private static final Duration RECHECK = Duration.ofSeconds(30);

    private final OperationPoll poll;
    private final ScheduledExecutorService timers;
    private final Executor completions;
    private final ConcurrentHashMap<String, Followed> followed = new ConcurrentHashMap<>();
    private final RecentMap<FinishedOperation> ended = new RecentMap<>(1_024);
    private final RecentMap<Long> begun = new RecentMap<>(1_024);
    /** Odd while the stream is up; another value after each change. */
    private final AtomicLong epoch = new AtomicLong();

    private volatile boolean closed;

    /** @param completions runs what waits for the futures, so that it holds up neither the stream nor the timers */
    OperationFollower(OperationPoll poll, ScheduledExecutorService timers, Executor completions) {
        this.poll = poll;
        this.timers = timers;
        this.completions = completions;
    }

    /** To be read before a request is sent, and handed to {@link #begun}. */
    long epoch() {
        return epoch.get();
    }

    /** An operation was begun by a request that was sent in this epoch: the end of it will be (or was) told in the stream. */
    void begun(String id, long sentIn) {
        begun.put(id, sentIn);
    }

    CompletableFuture<FinishedOperation> follow(String id) {
        CompletableFuture<FinishedOperation> waiter = new CompletableFuture<>();
        if (closed) {
            waiter.completeExceptionally(closedWhileWaiting(id));
            return waiter;
        }
        Followed one = followed.compute(id, (key, known) -> {
            Followed following = known == null ? new Followed(key, completions) : known;
            following.waiters.add(waiter);
            return following;
        });
        waiter.whenComplete((result, failure) -> leave(one, waiter));
        FinishedOperation known = ended.get(id);
        if (known != null) {
            one.complete(known);
        } else if (one.started.compareAndSet(false, true)) {
            start(one);
        }
        return waiter;
    }

    private void start(Followed one) {
        if (!streamUp()) {
            ask(one);
            return;
        }
        Long sentIn = begun.get(one.id);
        if (sentIn == null || sentIn != epoch.get()) {
            ask(one);
        } else {
            recheck(one);
        }
    }

    private void leave(Followed one, CompletableFuture<FinishedOperation> waiter) {
        followed.computeIfPresent(one.id, (id, known) -> {
            known.waiters.remove(waiter);
            return known.waiters.isEmpty() ? null : known;
        });
    }

    private boolean streamUp() {
        return epoch.get() % 2 == 1;
    }

    @Override
    public void up() {
        epoch.incrementAndGet();
        followed.values().forEach(this::ask);
    }

    @Override
    public void down() {
        epoch.incrementAndGet();
        followed.values().forEach(this::ask);
    }

    @Override
    public boolean operation(Operation operation, JsonNode json) {
        if (ended.get(operation.id()) != null) {
            return false;
        }
        if (operation.done()) {
            FinishedOperation finished = FinishedOperation.of(operation, json);
            ended.put(operation.id(), finished);
            Followed one = followed.get(operation.id());
            if (one != null) {
                one.complete(finished);
            }
        }
        return true;
    }

    /** Asks once, unless a question is under way already; what comes next depends on the answer and on the stream. */
    private void ask(Followed one) {
        if (!awaited(one) || !one.asking.compareAndSet(false, true)) {
            return;
        }
        long asked = epoch.get();
        long since = System.nanoTime();
        boolean hold = !streamUp() && followed.size() <= LONG_POLLS;
        CompletableFuture<Optional<FinishedOperation>> answer =
                hold ? poll.await(one.id, LONG_POLL) : poll.look(one.id);
        answer.whenComplete((finished, failure) -> {
            one.asking.set(false);
            if (failure != null) {
                failed(one, failure);
            } else if (finished.isPresent()) {
                ended.put(one.id, finished.get());
                one.complete(finished.get());
            } else if (streamUp() && asked == epoch.get()) {
                one.failures = 0;
                recheck(one);
            } else {
                one.failures = 0;
                later(one, System.nanoTime() - since < BETWEEN_LOOKS.toNanos() ? BETWEEN_LOOKS : Duration.ZERO);
            }
        });
    }

    private void failed(Followed one, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof IncusException known && known.retryable()) {
            one.lastFailure = String.valueOf(known.getMessage());
            one.failures++;
            later(one, Duration.ofMillis(Math.min(10_000, 100L << Math.min(one.failures, 10))));
        } else {
            one.fail(cause);
        }
    }

    private void recheck(Followed one) {
        later(one, RECHECK);
    }

    private void later(Followed one, Duration delay) {
        try {
            one.next(timers.schedule(() -> ask(one), delay.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            one.fail(closedWhileWaiting(one.id));
        }
    }

    private boolean awaited(Followed one) {
        return followed.get(one.id) == one;
    }

    /** What the last question for it ran into, for the message of whoever gives up waiting; empty where none did. */
    Optional<String> lastFailure(String id) {
        Followed one = followed.get(id);
        return one == null || one.failures == 0 ? Optional.empty() : Optional.of(one.lastFailure);
    }

    void close() {
        closed = true;
        followed.values().forEach(one -> one.fail(closedWhileWaiting(one.id)));
    }

    private static NoAnswer closedWhileWaiting(String id) {
        return new NoAnswer("operation " + id + ": this client was closed; the operation goes on", null);
    }

    /** One operation and those who wait for it. */
    private static final class Followed {
        private final String id;
        private final Executor completions;
        private final AtomicReference<@Nullable Future<?>> timer = new AtomicReference<>();
        private final Set<CompletableFuture<FinishedOperation>> waiters = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean started = new AtomicBoolean();
        private final AtomicBoolean asking = new AtomicBoolean();
        private volatile String lastFailure = "";
        private volatile int failures;

        Followed(String id, Executor completions) {
            this.id = id;
            this.completions = completions;
        }

        void next(Future<?> planned) {
            Future<?> earlier = timer.getAndSet(planned);
            if (earlier != null) {
                earlier.cancel(false);
            }
        }

        void complete(FinishedOperation finished) {
            waiters.forEach(waiter -> completions.execute(() -> waiter.complete(finished)));
        }

        void fail(Throwable failure) {
            waiters.forEach(waiter -> completions.execute(() -> waiter.completeExceptionally(failure)));
        }
    }
}
