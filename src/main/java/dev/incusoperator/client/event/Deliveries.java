package dev.incusoperator.client.event;

import dev.incusoperator.client.transport.Threads;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Calls a listener on one thread, in order, and never lets what waits for it grow without bound. */
final class Deliveries {
    private static final int MOST_WAITING = 16_384;
    private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            0, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), Threads.daemons("incus-events"));
    private final EventListener listener;
    private volatile boolean closed;

    Deliveries(EventListener listener) {
        this.listener = listener;
    }

    /** Answers false where the listener is so far behind that there is no room. */
    boolean offer(Consumer<EventListener> call) {
        try {
            thread.execute(() -> deliver(call));
            return true;
        } catch (RejectedExecutionException e) {
            return closed;
        }
    }

    /** Calls in any case; where there is no room, in the place of everything that waits, which no longer matters then. */
    void insist(Consumer<EventListener> call) {
        if (!offer(call)) {
            thread.getQueue().clear();
            offer(call);
        }
    }

    private void deliver(Consumer<EventListener> call) {
        if (closed) {
            return;
        }
        try {
            call.accept(listener);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a listener of the event stream failed; the stream goes on", e);
        }
    }

    void close() {
        closed = true;
        thread.shutdown();
    }
}
