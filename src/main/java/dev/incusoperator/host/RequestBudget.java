package dev.incusoperator.host;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.RequestGate;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The account of the requests that one host is sent: {@code limits.requestsPerSecond}, a second's worth of them at once after
 * a pause, and none before the time that the host itself asked to be left alone until. What is being sent is counted and
 * never held up, so that nothing that was begun is torn in the middle: the account may be overdrawn. Who is about to begin
 * something asks first, and waits until that is paid back. Safe for use by many threads.
 */
final class RequestBudget implements RequestGate {
    /** A host that wants to be left alone for longer is asked how it is all the same. */
    static final Duration LONGEST_REST = Duration.ofMinutes(5);

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private int perSecond;
    private double left;
    private long countedAt;
    private long restUntil;
    /** What has been begun and has sent nothing yet: each will send something. */
    private int promised;

    RequestBudget(int perSecond, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.perSecond = perSecond;
        this.left = perSecond;
        this.countedAt = nanoTime.getAsLong();
        this.restUntil = countedAt;
    }

    synchronized void limit(int newPerSecond) {
        count();
        perSecond = newPerSecond;
        left = Math.min(left, newPerSecond);
    }

    @Override
    public synchronized void sent(ApiRequest request) {
        count();
        left--;
        promised = Math.max(0, promised - 1);
    }

    @Override
    public synchronized void askedToWait(Duration pause) {
        Duration bounded = pause.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : pause;
        long until = nanoTime.getAsLong() + bounded.toNanos();
        if (until - restUntil > 0) {
            restUntil = until;
        }
    }

    /** How many more things may be begun now, each of which sends a request at least. */
    synchronized int room() {
        long now = count();
        return restUntil - now > 0 ? 0 : (int) Math.max(0, Math.floor(left - promised));
    }

    /** One thing is begun, for which there was {@linkplain #room room}. */
    synchronized void begin() {
        promised++;
    }

    /** Something has ended, perhaps without having sent anything. */
    synchronized void ended(int stillGoingOn) {
        promised = Math.min(promised, stillGoingOn);
    }

    /** How long it takes until there is room for one more than so many. */
    synchronized Duration pause(int before) {
        long now = count();
        double lacking = before + 1 + promised - left;
        long paidBack = (long) Math.ceil(Math.max(0, lacking) * SECOND / perSecond);
        return Duration.ofNanos(Math.max(paidBack, Math.max(0, restUntil - now)));
    }

    private long count() {
        long now = nanoTime.getAsLong();
        left = Math.min(perSecond, left + (now - countedAt) / SECOND * perSecond);
        countedAt = now;
        return now;
    }
}
