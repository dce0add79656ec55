package dev.incusoperator.policy;

/** Whether a request is within what one rule gives. */
public sealed interface AccessDecision {
    record Allowed(String rule) implements AccessDecision {}

    /** {@code message} names what is refused, and which field of the host's access rules would give it. */
    record Denied(String message) implements AccessDecision {}
}
