package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.IncusException.NoAnswer;
import dev.incusoperator.client.event.StreamTap;
import dev.incusoperator.client.model.Operation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

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

    /** Several times as many as run on a host at once: an end is asked for a moment after it was heard of, if at all. */
    private static final int MOST_REMEMBERED = 256;
    /** Of the ends that are remembered, as JSON: one has some hundred. */
    private static final long MOST_CHARACTERS = 4L * 1024 * 1024;

    private final OperationPoll poll;
    private final ScheduledExecutorService timers;
    private final Executor completions;
    private final ConcurrentHashMap<String, FollowedOperation> followed = new ConcurrentHashMap<>();
    private final RecentMap<FinishedOperation> ended =
            new RecentMap<>(MOST_REMEMBERED, MOST_CHARACTERS, FinishedOperation::characters);
    private final RecentMap<Long> begun = new RecentMap<>(MOST_REMEMBERED, MOST_REMEMBERED, each -> 1);
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
        FollowedOperation one = followed.compute(id, (key, known) -> {
            FollowedOperation following = known == null ? new FollowedOperation(key) : known;
            following.joinedBy(waiter);
            return following;
        });
        waiter.whenComplete((result, failure) -> leave(one, waiter));
        FinishedOperation known = ended.get(id);
        if (known != null) {
            end(one, waiting -> waiting.complete(known));
        } else if (one.start()) {
            start(one);
        }
        return waiter;
    }

    private void start(FollowedOperation one) {
        if (!streamUp()) {
            ask(one);
            return;
        }
        Long sentIn = begun.get(one.id());
        if (sentIn == null || sentIn != epoch.get()) {
            ask(one);
        } else {
            recheck(one);
        }
    }

    private void leave(FollowedOperation one, CompletableFuture<FinishedOperation> waiter) {
        followed.computeIfPresent(one.id(), (id, known) -> {
            known.leftBy(waiter);
            return known.isAwaited() ? known : null;
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
            FollowedOperation one = followed.get(operation.id());
            if (one != null) {
                end(one, waiting -> waiting.complete(finished));
            }
        }
        return true;
    }

    /** Asks once, unless a question is under way already; what comes next depends on the answer and on the stream. */
    private void ask(FollowedOperation one) {
        if (!awaited(one) || !one.beginAsking()) {
            return;
        }
        long asked = epoch.get();
        long since = System.nanoTime();
        boolean hold = !streamUp() && followed.size() <= LONG_POLLS;
        CompletableFuture<Optional<FinishedOperation>> answer =
                hold ? poll.await(one.id(), LONG_POLL) : poll.look(one.id());
        answer.whenComplete((finished, failure) -> {
            one.endAsking();
            if (failure != null) {
                failed(one, failure);
            } else if (finished.isPresent()) {
                ended.put(one.id(), finished.get());
                end(one, waiting -> waiting.complete(finished.get()));
            } else if (streamUp() && asked == epoch.get()) {
                one.answered();
                recheck(one);
            } else {
                one.answered();
                later(one, System.nanoTime() - since < BETWEEN_LOOKS.toNanos() ? BETWEEN_LOOKS : Duration.ZERO);
            }
        });
    }

    private void failed(FollowedOperation one, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof IncusException known && known.retryable()) {
            later(one, one.failedBecause(String.valueOf(known.getMessage())));
        } else {
            end(one, waiting -> waiting.completeExceptionally(cause));
        }
    }

    private void recheck(FollowedOperation one) {
        later(one, RECHECK);
    }

    private void later(FollowedOperation one, Duration delay) {
        try {
            one.next(timers.schedule(() -> ask(one), delay.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            endAsClosed(one);
        }
    }

    /** Whoever asks for it from now on begins anew: nobody joins those who are told its end now. */
    private void end(FollowedOperation one, Consumer<CompletableFuture<FinishedOperation>> how) {
        followed.remove(one.id(), one);
        one.waiters().forEach(waiter -> completions.execute(() -> how.accept(waiter)));
    }

    private void endAsClosed(FollowedOperation one) {
        end(one, waiting -> waiting.completeExceptionally(closedWhileWaiting(one.id())));
    }

    private boolean awaited(FollowedOperation one) {
        return followed.get(one.id()) == one;
    }

    /** What the last question for it ran into, for the message of whoever gives up waiting; empty where none did. */
    Optional<String> lastFailure(String id) {
        FollowedOperation one = followed.get(id);
        return one == null ? Optional.empty() : one.lastFailure();
    }

    void close() {
        closed = true;
        followed.values().forEach(this::endAsClosed);
    }

    private static NoAnswer closedWhileWaiting(String id) {
        return new NoAnswer("operation " + id + ": this client was closed; the operation goes on", null);
    }
}
