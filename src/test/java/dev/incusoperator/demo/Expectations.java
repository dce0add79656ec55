package dev.incusoperator.demo;

/** What the demo must have shown, one tick each. */
final class Expectations {
    private final Progress progress;
    private boolean allMet = true;

    Expectations(Progress progress) {
        this.progress = progress;
    }

    /** {@code seen} is printed where it is not met. */
    void check(String expectation, boolean met, Object seen) {
        progress.plain(met ? "  ✓ " + expectation : "  ✗ " + expectation + ", but: " + seen);
        allMet &= met;
    }

    boolean allMet() {
        return allMet;
    }
}
