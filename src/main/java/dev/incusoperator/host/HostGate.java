package dev.incusoperator.host;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.IncusException.CannotConnect;
import dev.incusoperator.client.RequestGate;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps the calls to one host within its {@code limits.requestsPerSecond}, and those that are under way within a number that
 * leaves the other hosts their threads when this one hangs. Who has to wait too long for either is sent away: nothing was
 * sent then.
 */
final class HostGate implements RequestGate {
    /** Calls that one host may have unanswered. */
    private static final int UNANSWERED = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Semaphore unanswered = new Semaphore(UNANSWERED);
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private volatile int perSecond;
    private long nextFree;

    /** Waits on the calling thread. */
    interface Sleeper {
        void sleep(long nanos) throws InterruptedException;
    }

    HostGate(int perSecond) {
        this(perSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    HostGate(int perSecond, LongSupplier nanoTime, Sleeper sleeper) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
        this.nextFree = nanoTime.getAsLong() - TimeUnit.SECONDS.toNanos(1);
    }

    void limit(int newPerSecond) {
        perSecond = newPerSecond;
    }

    @Override
    public Pass enter(ApiRequest request) {
        try {
            long wait = reserve(request);
            if (wait > 0) {
                sleeper.sleep(wait);
            }
            if (!unanswered.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CannotConnect(
                        request + ": not sent, " + UNANSWERED + " calls to this host are without an answer already",
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotConnect(request + ": not sent, interrupted while waiting for its turn", e);
        }
        return unanswered::release;
    }

    /** Takes the next place in the row; how long until it is there. A second's worth may go at once after a pause. */
    private synchronized long reserve(ApiRequest request) {
        long now = nanoTime.getAsLong();
        long second = TimeUnit.SECONDS.toNanos(1);
        long place = Math.max(nextFree, now - second);
        long wait = place - now;
        if (wait > PATIENCE.toNanos()) {
            throw new CannotConnect(
                    request + ": not sent, more calls wait already than the host's limits.requestsPerSecond ("
                            + perSecond + ") lets through in " + PATIENCE.toSeconds() + " s",
                    null);
        }
        nextFree = place + second / perSecond;
        return wait;
    }
}
