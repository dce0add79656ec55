package dev.incusoperator.host;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.Admission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Who of those that reconcile may talk to one host now: so many at a time, that a host that hangs leaves the others their
 * threads, and no more than its {@link RequestBudget} has room for. Nobody waits: who may not is remembered and told when it
 * is his turn, first come, first told. Safe for use by many threads.
 */
final class Turns {
    /** Of the 50 threads that reconcile instances. */
    static final int AT_A_TIME = 16;

    /** Who was told and has not come by then has nothing to ask any more. */
    private static final Duration COMES_WITHIN = Duration.ofSeconds(2);

    private static final Duration SHORTEST_TICK = Duration.ofMillis(20);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

    private final RequestBudget budget;
    private final LongSupplier nanoTime;
    private final BiConsumer<Duration, Runnable> timer;
    private final Consumer<List<InstanceRef>> told;
    private final Set<Turn> open = new LinkedHashSet<>();
    private final Set<InstanceRef> waiting = new LinkedHashSet<>();
    /** Those that were told, and until when their turn is kept for them. */
    private final Map<InstanceRef, Long> expected = new LinkedHashMap<>();

    private boolean ticking;

    /**
     * @param timer runs something after a while; only while somebody waits
     * @param told hears, outside of any lock, whose turn it is
     */
    Turns(
            RequestBudget budget,
            LongSupplier nanoTime,
            BiConsumer<Duration, Runnable> timer,
            Consumer<List<InstanceRef>> told) {
        this.budget = budget;
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.told = told;
    }

    Admission take(InstanceRef instance) {
        Admission.Later later;
        synchronized (this) {
            expected.remove(instance);
            if (room() > 0) {
                waiting.remove(instance);
                budget.begin();
                Turn turn = new Turn(nanoTime.getAsLong());
                open.add(turn);
                return turn;
            }
            waiting.add(instance);
            later = new Admission.Later(about());
        }
        tickSoon();
        return later;
    }

    /** How many more may come, beside those that are expected. */
    private int room() {
        long now = nanoTime.getAsLong();
        expected.values().removeIf(until -> until - now <= 0);
        return Math.min(AT_A_TIME - open.size(), budget.room()) - expected.size();
    }

    /** As long as the row is, or as the slowest of those that are being answered has been waiting already. */
    private Duration about() {
        Duration row = budget.pause(expected.size() + waiting.size() - 1);
        if (open.size() < AT_A_TIME) {
            return row;
        }
        Duration slowest =
                Duration.ofNanos(nanoTime.getAsLong() - open.iterator().next().since);
        return slowest.compareTo(row) > 0 ? slowest : row;
    }

    /** Tells those whose turn it is. */
    void tellWaiting() {
        List<InstanceRef> next = new ArrayList<>();
        synchronized (this) {
            int room = room();
            Iterator<InstanceRef> each = waiting.iterator();
            while (next.size() < room && each.hasNext()) {
                next.add(each.next());
                each.remove();
            }
            long until = nanoTime.getAsLong() + COMES_WITHIN.toNanos();
            next.forEach(instance -> expected.put(instance, until));
        }
        if (!next.isEmpty()) {
            told.accept(next);
        }
        tickSoon();
    }

    private void tickSoon() {
        Duration pause;
        synchronized (this) {
            if (ticking || waiting.isEmpty()) {
                return;
            }
            ticking = true;
            // of a turn that ends is told at once
            pause = open.size() < AT_A_TIME ? bounded(budget.pause(expected.size())) : LONGEST_TICK;
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

    private final class Turn implements Admission.Turn {
        private final long since;

        Turn(long since) {
            this.since = since;
        }

        @Override
        public void close() {
            synchronized (Turns.this) {
                if (!open.remove(this)) {
                    return;
                }
                budget.ended(open.size());
            }
            tellWaiting();
        }
    }
}
