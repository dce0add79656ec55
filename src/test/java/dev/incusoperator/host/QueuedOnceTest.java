package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueuedOnceTest {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger everything = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final HostWork work = new HostWork(new SerialQueue("test", waiting::add), timer, Duration.ofMinutes(10));
    private final QueuedOnce asked = new QueuedOnce(work, everything::incrementAndGet);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void what_is_asked_for_many_times_while_it_waits_is_done_once() {
        for (int i = 0; i < 1_000; i++) {
            asked.queue("profile default/default", done::incrementAndGet);
        }
        runAll();
        assertThat(done).hasValue(1);

        asked.queue("profile default/default", done::incrementAndGet);
        runAll();
        assertThat(done).as("asked for again afterwards").hasValue(2);
    }

    @Test
    void where_more_is_asked_for_than_can_wait_everything_is_done_once_instead() {
        for (int i = 0; i < 100_000; i++) {
            asked.queue("profile default/p" + i, done::incrementAndGet);
        }
        runAll();

        assertThat(done.get()).isLessThanOrEqualTo(256);
        assertThat(everything).hasValue(1);
    }

    private void runAll() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }
}
