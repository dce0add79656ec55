package dev.incusoperator.simulated;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.impl.VertxBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What simulated hosts share: an event loop or two. Any number of hosts run on one network; no host has a thread of its own.
 * Closing it ends its threads; close its hosts first.
 */
public final class SimulatedNetwork implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Vertx vertx;

    private SimulatedNetwork(Vertx vertx) {
        this.vertx = vertx;
    }

    /** With as many event loops as said; one is enough for tests. */
    public static SimulatedNetwork withEventLoops(int count) {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(count)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setBlockedThreadCheckInterval(1)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.HOURS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
        return new SimulatedNetwork(new VertxBuilder(options)
                .findTransport(new UnixTransport())
                .init()
                .vertx());
    }

    Vertx vertx() {
        return vertx;
    }

    Context newLoop() {
        return vertx.getOrCreateContext();
    }

    /** The clock's time. */
    SimulatedTime realTime() {
        return new SimulatedTime() {
            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public Timer after(Duration delay, Runnable task) {
                long id = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
                return () -> vertx.cancelTimer(id);
            }
        };
    }

    @Override
    public void close() {
        Blocking.await(vertx.close(), CLOSING);
    }
}
