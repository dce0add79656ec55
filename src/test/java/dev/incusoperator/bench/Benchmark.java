package dev.incusoperator.bench;

/** One thing that is measured, or a few that are measured in one go. */
interface Benchmark {
    /** As it is asked for on the command line. */
    String name();

    /** For whoever watches: what is being done. */
    String what();

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
