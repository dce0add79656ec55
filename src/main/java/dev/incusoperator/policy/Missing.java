package dev.incusoperator.policy;

/**
 * Something that is asked for and that a rule does not give.
 *
 * @param what is asked for, with its value
 * @param giver what in {@code allow} would give it
 */
record Missing(String what, String giver) {
    /** What no field but the widest gives. */
    static Missing butEverything(String what) {
        return new Missing(what, "everything: true");
    }

    @Override
    public String toString() {
        return what + " (allow." + giver + " would)";
    }
}
