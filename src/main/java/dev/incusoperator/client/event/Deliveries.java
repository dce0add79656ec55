package dev.incusoperator.client.event;

import dev.incusoperator.client.transport.Threads;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Calls a listener on one thread, in order, and never lets what waits for it grow without bound. */
final class Deliveries {
    private static final int MOST_WAITING = 16_384;

    /** Of the text of what waits, which is ten times as large as what is made of it, or a tenth. */
    private static final long MOST_CHARACTERS = 16L * 1024 * 1024;

    private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            0, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), Threads.daemons("incus-events"));
    private final EventListener listener;
    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean closed;

    Deliveries(EventListener listener) {
        this.listener = listener;
    }

    /** A call that waits for its turn. */
    private final class Delivery implements Runnable {
        private final Consumer<EventListener> call;
        private final int characters;

        Delivery(Consumer<EventListener> call, int characters) {
            this.call = call;
            this.characters = characters;
            waiting.addAndGet(characters);
        }

        @Override
        public void run() {
            dropped();
            deliver(call);
        }

        void dropped() {
            waiting.addAndGet(-characters);
        }
    }

    /**
     * Answers false where the listener is so far behind that there is no room.
     *
     * @param characters how large the text of it was
     */
    boolean offer(Consumer<EventListener> call, int characters) {
        if (waiting.get() + characters > MOST_CHARACTERS) {
            return closed;
        }
        Delivery delivery = new Delivery(call, characters);
        try {
            thread.execute(delivery);
            return true;
        } catch (RejectedExecutionException e) {
            delivery.dropped();
            return closed;
        }
    }

    /** Calls in any case; where there is no room, in the place of everything that waits, which no longer matters then. */
    void insist(Consumer<EventListener> call) {
        if (!offer(call, 0)) {
            for (Runnable each = thread.getQueue().poll();
                    each != null;
                    each = thread.getQueue().poll()) {
                if (each instanceof Delivery delivery) {
                    delivery.dropped();
                }
            }
            offer(call, 0);
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
