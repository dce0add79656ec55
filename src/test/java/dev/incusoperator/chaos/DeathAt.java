package dev.incusoperator.chaos;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Kills at one call, counted from 1 from when this is made; what is killed has nothing of its answer. */
public final class DeathAt implements Trouble {
    private final int number;
    private final Moment moment;
    private final Predicate<Call> counted;
    private final Runnable kill;
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicReference<Call> chosen = new AtomicReference<>();
    private final CompletableFuture<Call> death = new CompletableFuture<>();
    private boolean over;

    /** When. */
    public enum Moment {
        /** The server has nothing of the request. */
        BEFORE,
        /** The server has answered. */
        AFTER
    }

    /**
     * @param counted which calls count at all
     * @param kill returns when it is done
     */
    public DeathAt(int number, Moment moment, Predicate<Call> counted, Runnable kill) {
        this.number = number;
        this.moment = moment;
        this.counted = counted;
        this.kill = kill;
    }

    @Override
    public Passing onRequest(Call call) {
        if (!counted.test(call) || seen.incrementAndGet() != number) {
            return Passing.WHOLE;
        }
        chosen.set(call);
        return strike(Moment.BEFORE);
    }

    @Override
    public Passing onAnswer(Call call) {
        return call.equals(chosen.get()) ? strike(Moment.AFTER) : Passing.WHOLE;
    }

    private synchronized Passing strike(Moment now) {
        if (now != moment || over) {
            return Passing.WHOLE;
        }
        over = true;
        kill.run();
        death.complete(chosen.get());
        return Passing.NOT;
    }

    /** Completed when it has killed, with the call that it killed at. */
    public CompletableFuture<Call> death() {
        return death;
    }

    /** From now on it does not kill, if it has not. */
    public synchronized void spare() {
        over = true;
    }

    /** How many calls there were so far that count. */
    public int calls() {
        return seen.get();
    }
}
