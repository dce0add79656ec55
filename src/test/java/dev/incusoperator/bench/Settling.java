package dev.incusoperator.bench;

import java.time.Duration;
import org.awaitility.Awaitility;

/** Waits until an operator has nothing more to do: it looks at nothing for a while. */
final class Settling {
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final MeasuredOperator operator;
    private final Duration quiet;
    private long seen = -1;

    Settling(MeasuredOperator operator) {
        this(operator, QUIET);
    }

    /** @param quiet longer than what may be held back until later */
    Settling(MeasuredOperator operator, Duration quiet) {
        this.operator = operator;
        this.quiet = quiet;
    }

    void await() {
        Awaitility.await("the operator has nothing to do")
                .pollDelay(Duration.ZERO)
                .pollInterval(quiet)
                .atMost(LIMIT)
                .until(this::nothingSinceLastTime);
    }

    private boolean nothingSinceLastTime() {
        long now = operator.looks();
        boolean same = now == seen;
        seen = now;
        return same;
    }
}
