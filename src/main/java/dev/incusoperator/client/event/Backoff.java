package dev.incusoperator.client.event;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to wait before the next attempt: twice as long each time, up to a ceiling, less a random part. */
final class Backoff {
    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final DoubleSupplier random;
    private int failures;

    /** @param random from 0 (inclusive) to 1 */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /** Between a half and the whole of what is due, so that many clients of one server do not come back all at once. */
    Duration next() {
        long due = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures, 16));
        failures++;
        return Duration.ofMillis((long) (due * (0.5 + random.getAsDouble() / 2)));
    }

    void reset() {
        failures = 0;
    }
}
