package dev.incusoperator.status;

/** Unknown when we could not look, False when we looked and it is wrong. */
public enum ConditionStatus {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String word;

    ConditionStatus(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
