package dev.incusoperator.host;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The few threads on which all hosts live. */
final class HostThreads implements AutoCloseable {
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor timer;

    /** @param threads how many hosts are worked on at the same time */
    HostThreads(int threads) {
        // nothing is refused before the end; what comes after it is let go
        RejectedExecutionHandler afterTheEnd = new ThreadPoolExecutor.DiscardPolicy();
        this.workers = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons("host-work"), afterTheEnd);
        workers.allowCoreThreadTimeOut(true);
        this.timer = new ScheduledThreadPoolExecutor(1, daemons("host-timer"), afterTheEnd);
        timer.setRemoveOnCancelPolicy(true);
    }

    /** For one host. */
    HostWork work(HostKey key, Duration relistInterval) {
        return new HostWork(new SerialQueue(key.toString(), workers), timer, relistInterval);
    }

    /** What is running is interrupted, and nothing is begun any more. */
    @Override
    public void close() {
        workers.shutdownNow();
        timer.shutdownNow();
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = Executors.defaultThreadFactory().newThread(task);
            thread.setDaemon(true);
            thread.setName(name + "-" + count.incrementAndGet());
            return thread;
        };
    }
}
