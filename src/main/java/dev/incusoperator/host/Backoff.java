package dev.incusoperator.host;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts: each twice the one before up to a ceiling, with jitter so that hosts do not march in step. Not thread-safe. */
final class Backoff {
    private final Duration first;
    private final Duration ceiling;
    private int attempts;

    Backoff(Duration first, Duration ceiling) {
        this.first = first;
        this.ceiling = ceiling;
    }

    /** The next pause: 80 to 120 percent of the nominal one. */
    Duration next() {
        long nominal = first.toMillis() << Math.min(attempts++, 20);
        long bounded = Math.min(nominal, ceiling.toMillis());
        return Duration.ofMillis(
                Math.round(bounded * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }

    void reset() {
        attempts = 0;
    }
}
