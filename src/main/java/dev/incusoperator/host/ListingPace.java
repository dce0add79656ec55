package dev.incusoperator.host;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How soon a host that has just listed all its instances may be asked to list them again, where that would only save reading
 * some of them one by one: many small changes in a row would otherwise have thousands listed again and again. Safe for use by
 * many threads.
 */
final class ListingPace {
    /** A listing takes so much of the time, and the host has four times as long in between. */
    private static final int RESTS_FOR = 4;

    /** Nobody waits for longer to hear what has become of an instance. */
    static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private volatile long until;

    ListingPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.until = nanoTime.getAsLong();
    }

    /** To be called before a listing is asked for; what it returns goes into {@link #listed}. */
    long begin() {
        return nanoTime.getAsLong();
    }

    /** The listing that was begun then has been answered. */
    void listed(long begun) {
        long now = nanoTime.getAsLong();
        until = now + Math.min(RESTS_FOR * (now - begun), LONGEST_REST.toNanos());
    }

    /** How long the next one is to wait; zero where it need not. */
    Duration rest() {
        return Duration.ofNanos(Math.max(0, until - nanoTime.getAsLong()));
    }
}
