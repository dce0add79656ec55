package dev.incusoperator.instance;

/**
 * How things stand at the end of a reconcile; {@link OutcomePolicy} says what each means for conditions and Events.
 * {@code reason} is a reason of the Ready condition, {@code message} a sentence for a person.
 */
public sealed interface Outcome {
    String reason();

    String message();

    /** As asked. */
    record InSync(String reason, String message) implements Outcome {}

    /** On the way; it goes on by itself. */
    record Progressing(String reason, String message) implements Outcome {}

    /** We cannot look, or may not write yet; it goes on when the host or the cluster changes. */
    record Waiting(String reason, String message) implements Outcome {}

    /** Asked to hold still. */
    record Paused(String reason, String message) implements Outcome {}

    /** Something failed and is tried again. */
    record Failed(String reason, String message) implements Outcome {}

    /** It does not go on before someone changes the resource, the host or the cluster. */
    record Refused(String reason, String message) implements Outcome {}
}
