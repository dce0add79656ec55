package dev.incusoperator.host;

import dev.incusoperator.client.model.InstanceRef;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When instances that could not be read are read again: each by one timer, after ever longer pauses. Safe for use by many threads. */
final class ReadRetries {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final HostWork work;
    private final Runnable readAgain;
    private final Map<InstanceRef, Retry> retries = new ConcurrentHashMap<>();

    private static final class Retry {
        private final Backoff backoff = new Backoff(FIRST, LONGEST);
        private boolean armed;
        private boolean waiting;
        private boolean failing;
    }

    /** @param readAgain reads what is doubtful and {@linkplain #isWaiting not waiting} */
    ReadRetries(HostWork work, Runnable readAgain) {
        this.work = work;
        this.readAgain = readAgain;
    }

    /** It could not be read: it is read again after a pause, however many reads of it have failed meanwhile. */
    synchronized void failed(InstanceRef ref) {
        Retry retry = retries.computeIfAbsent(ref, r -> new Retry());
        retry.waiting = true;
        retry.failing = true;
        if (!retry.armed) {
            retry.armed = true;
            work.after(retry.backoff.next(), () -> due(ref));
        }
    }

    private void due(InstanceRef ref) {
        synchronized (this) {
            Retry retry = retries.get(ref);
            if (retry == null) {
                return;
            }
            retry.armed = false;
            retry.waiting = false;
            if (!retry.failing) {
                retries.remove(ref);
                return;
            }
        }
        readAgain.run();
    }

    /** It was read. */
    synchronized void succeeded(InstanceRef ref) {
        Retry retry = retries.get(ref);
        if (retry == null) {
            return;
        }
        if (retry.armed) {
            retry.failing = false;
            retry.waiting = false;
            retry.backoff.reset();
        } else {
            retries.remove(ref);
        }
    }

    /** Something happened to it: the next read may find it otherwise, and is not kept waiting. */
    synchronized void hasten(InstanceRef ref) {
        Retry retry = retries.get(ref);
        if (retry != null) {
            retry.waiting = false;
        }
    }

    /** Whether it is not to be read before its pause is over. */
    synchronized boolean isWaiting(InstanceRef ref) {
        Retry retry = retries.get(ref);
        return retry != null && retry.waiting;
    }
}
