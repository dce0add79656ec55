package dev.incusoperator.host;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Claim.Purpose;
import dev.incusoperator.host.FairQueue.Room;
import dev.incusoperator.host.Host.Admission;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Who of those that reconcile may talk to one host now: so many at a time, that a host that hangs leaves the others their
 * threads, and no more than its {@link RequestBudget} and the {@link TurnPool} have room for. Nobody waits: who may not is remembered
 * and told when it is his turn, each namespace its share. Safe for use by many threads.
 */
final class Turns implements AutoCloseable {
    /** Of the threads that reconcile instances. */
    static final int AT_A_TIME = 16;

    /** Beyond those, for removals. */
    static final int FOR_REMOVALS = 2;

    private static final Duration SHORTEST_TICK = Duration.ofMillis(20);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

    private final RequestBudget budget;
    private final BiConsumer<Duration, Runnable> timer;
    private final Consumer<List<InstanceRef>> told;
    private final FairQueue queue;
    private final TurnPool.Member pool;

    private boolean ticking;

    /**
     * @param pool what all hosts share
     * @param key the host
     * @param timer runs something after a while; only while somebody waits
     * @param told hears, outside of any lock, whose turn it is
     */
    Turns(
            RequestBudget budget,
            TurnPool pool,
            HostKey key,
            LongSupplier nanoTime,
            BiConsumer<Duration, Runnable> timer,
            Consumer<List<InstanceRef>> told) {
        this.budget = budget;
        this.timer = timer;
        this.told = told;
        this.queue = new FairQueue(nanoTime);
        this.pool = pool.join(key, this::tellWaiting);
    }

    Admission take(Claim claim) {
        Admission.Later later;
        synchronized (this) {
            if (queue.admits(claim, room())) {
                budget.begin();
                return new Turn(claim.namespace(), pool.begin());
            }
            later = new Admission.Later(about());
        }
        // others may be before it, and have not been told yet
        tellWaiting();
        return later;
    }

    private Room room() {
        int requests = budget.room();
        int others = least(requests, AT_A_TIME - pool.open(), pool.room(Purpose.CHANGE));
        int removals = least(requests, AT_A_TIME + FOR_REMOVALS - pool.open(), pool.room(Purpose.REMOVAL));
        return new Room(others, removals, others);
    }

    private static int least(int one, int two, int three) {
        return Math.min(one, Math.min(two, three));
    }

    /** As long as the row is, or as the slowest of those that are being answered has been waiting already. */
    private Duration about() {
        Duration row = budget.pause(queue.expected() + queue.waiting() - 1);
        Duration slowest = pool.slowest();
        return budget.room() > 0 && slowest.compareTo(row) > 0 ? slowest : row;
    }

    /** Tells those whose turn it is. */
    void tellWaiting() {
        List<InstanceRef> next;
        synchronized (this) {
            next = queue.next(room());
        }
        if (!next.isEmpty()) {
            told.accept(next);
        }
        tickSoon();
    }

    private void tickSoon() {
        Duration pause;
        synchronized (this) {
            if (ticking || queue.waiting() == 0) {
                return;
            }
            ticking = true;
            // of a turn that ends is told at once
            pause = budget.room() > queue.expected() ? LONGEST_TICK : bounded(budget.pause(queue.expected()));
        }
        timer.accept(pause, this::tick);
    }

    private void tick() {
        synchronized (this) {
            ticking = false;
        }
        tellWaiting();
    }

    /** The limit may be another one by then. */
    private static Duration bounded(Duration pause) {
        if (pause.compareTo(SHORTEST_TICK) < 0) {
            return SHORTEST_TICK;
        }
        return pause.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : pause;
    }

    /** The host is no more. */
    @Override
    public void close() {
        pool.leave();
    }

    private final class Turn implements Admission.Turn {
        private final String namespace;
        private final TurnPool.Slot slot;

        Turn(String namespace, TurnPool.Slot slot) {
            this.namespace = namespace;
            this.slot = slot;
        }

        @Override
        public void close() {
            synchronized (Turns.this) {
                if (!pool.end(slot)) {
                    return;
                }
                queue.released(namespace);
                budget.ended(pool.open());
            }
            tellWaiting();
            pool.wakeOthers();
        }
    }
}
