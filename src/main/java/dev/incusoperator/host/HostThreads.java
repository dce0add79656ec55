package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The few threads on which hosts are worked on. IncusHosts have threads of their own: however many of them hang, those of
 * ClusterIncusHosts are free.
 */
final class HostThreads implements AutoCloseable {
    // nothing is refused before the end; what comes after it is let go
    private static final RejectedExecutionHandler AFTER_THE_END = new ThreadPoolExecutor.DiscardPolicy();

    private final Map<HostKind, ThreadPoolExecutor> workers = new EnumMap<>(HostKind.class);
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param name of the threads
     * @param threads how many hosts of each kind are worked on at the same time
     */
    HostThreads(String name, int threads) {
        for (HostKind kind : HostKind.values()) {
            workers.put(kind, workers(name + (kind == HostKind.INCUS_HOST ? "-namespaced" : ""), threads));
        }
        this.timer = new ScheduledThreadPoolExecutor(1, daemons(name + "-timer"), AFTER_THE_END);
        timer.setRemoveOnCancelPolicy(true);
    }

    private static ThreadPoolExecutor workers(String name, int threads) {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name), AFTER_THE_END);
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    /** For one host. */
    HostWork work(HostKey key, Duration relistInterval) {
        return new HostWork(queue(key.kind(), key.toString()), timer, relistInterval);
    }

    /** One task after another, on the threads of that kind of host. */
    SerialQueue queue(HostKind kind, String name) {
        return new SerialQueue(name, Objects.requireNonNull(workers.get(kind)));
    }

    /** What is running is interrupted, and nothing is begun any more. */
    @Override
    public void close() {
        workers.values().forEach(ThreadPoolExecutor::shutdownNow);
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
