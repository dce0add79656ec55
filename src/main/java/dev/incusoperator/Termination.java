package dev.incusoperator;

import java.time.Duration;

/**
 * Ends the process in time where it is asked to end. What has begun to start is started before it is stopped, and may wait
 * for a server that does not answer. Nothing is lost by it: whatever the operator does survives its death at any moment.
 */
final class Termination {
    /** Longer than an orderly end takes, and short enough for who waits 5 s for it. */
    static final Duration LIMIT = Duration.ofSeconds(3);

    private static final int ENDED_BY_SIGTERM = 128 + 15;

    private Termination() {}

    /** From now on the process ends in time. */
    static void limit() {
        Runtime.getRuntime().addShutdownHook(new Thread(Termination::watch, "termination"));
    }

    /** Whether the process has been asked to end: a JVM that is ending takes no hooks, which is the one way to know. */
    static boolean isUnderWay() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** Beside the hooks, which are waited for: this is not. */
    private static void watch() {
        Thread limit = new Thread(Termination::halt, "termination-limit");
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
