package dev.incusoperator.simulated;

/** What the daemon does not do: the code and the words that go into the envelope, or into the operation that failed. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int code;

    Refusal(int code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
