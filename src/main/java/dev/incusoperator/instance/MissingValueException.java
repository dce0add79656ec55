package dev.incusoperator.instance;

/** A reference leads nowhere. Its message names the reference, never a value. */
public final class MissingValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MissingValueException(String message) {
        super(message);
    }
}
