package dev.incusoperator.bench;

import java.time.Duration;

/** One thing that is measured, or a few that are measured in one go. */
interface Benchmark {
    /** As it is asked for on the command line. */
    String name();

    /** For whoever watches: what is being done. */
    String what();

    /** About how long it takes on a machine of two cores that does nothing else. */
    default Duration usually(Conditions conditions) {
        return Duration.ofMinutes(2);
    }

    /** Whether the quick round has it, made small: {@link Conditions#quick}. */
    boolean isInQuickRound();

    /**
     * Measures; whatever it started has ended when it returns.
     *
     * @throws NotHere where what it needs is not there
     */
    Outcome run(Conditions conditions);

    /** What cannot be measured here. */
    final class NotHere extends RuntimeException {
        NotHere(String why) {
            super(why);
        }
    }
}
