package dev.incusoperator.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for conditions; patient, for machines that build are slow, and never longer than it takes. */
final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(100);

    private Eventually() {}

    static void isSo(String what, Callable<Boolean> condition) {
        sees(what, condition, so -> so, () -> "it is not so");
    }

    /**
     * What is seen once it is as it should be.
     *
     * @param what completes "waited in vain until"
     * @param instead tells how things stand instead, when the patience is over
     */
    static <T> T sees(String what, Callable<T> look, Predicate<? super T> asItShouldBe, Supplier<String> instead) {
        try {
            return Awaitility.await()
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .until(look, asItShouldBe);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("waited in vain until " + what + "; " + instead.get(), e);
        }
    }
}
