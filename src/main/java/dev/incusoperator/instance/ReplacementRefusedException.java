package dev.incusoperator.instance;

/** A replacement cannot succeed: nothing was stopped or deleted for it. The message says what stands in the way, and what to do. */
final class ReplacementRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplacementRefusedException(String message) {
        super(message);
    }
}
