package dev.incusoperator.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Does the same with each of many, a few at a time. */
final class InParallel {
    private InParallel() {}

    /** Returns when all are done; fails as the first of them does. */
    static <T> void forEach(List<T> all, int atATime, Consumer<T> what) {
        ExecutorService threads = Executors.newFixedThreadPool(atATime);
        try {
            List<Future<?>> running = new ArrayList<>();
            all.forEach(each -> running.add(threads.submit(() -> what.accept(each))));
            for (Future<?> each : running) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
