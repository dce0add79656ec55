package dev.incusoperator;

import java.time.Duration;

/**
 * Ends the process where it is asked to end and does not in time. A start that has begun is gone through before anything is
 * stopped, and it may wait for a server that does not answer. Nothing is lost by it: whatever the operator does survives its
 * death at any moment.
 */
final class LastResort {
    /** Longer than an orderly end takes, and short enough for who waits 5 s for it. */
    static final Duration LIMIT = Duration.ofSeconds(3);

    private static final int ENDED_BY_SIGTERM = 128 + 15;

    private LastResort() {}

    /** From now on the process ends in time. */
    static void arm() {
        Runtime.getRuntime().addShutdownHook(new Thread(LastResort::watch, "shutdown-limit"));
    }

    /** Beside the hooks, which are waited for: this is not. */
    private static void watch() {
        Thread limit = new Thread(LastResort::halt, "last-resort");
        limit.setDaemon(true);
        limit.start();
    }

    private static void halt() {
        try {
            Thread.sleep(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ENDED_BY_SIGTERM);
    }
}
