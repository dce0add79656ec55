package dev.incusoperator.demo;

/** What must have been shown, one tick each. */
final class Expectations {
    private final Progress progress;
    private int met;
    private int checked;

    Expectations(Progress progress) {
        this.progress = progress;
    }

    /** {@code seen} is printed where it is not met. */
    void check(String expectation, boolean isMet, Object seen) {
        progress.plain(isMet ? "  ✓ " + expectation : "  ✗ " + expectation + ", but: " + seen);
        checked++;
        met += isMet ? 1 : 0;
    }

    boolean allMet() {
        return met == checked;
    }

    /** One line. */
    String summary() {
        return "\n" + met + " of " + checked + " expectations are met";
    }
}
