package dev.incusoperator.instance;

import dev.incusoperator.instance.Situation.Gate;

/** What was read right before a write is not what the access rules were asked about, and they do not give it. */
final class NotGivenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Gate gate;

    /** @param gate what stands in the way now */
    NotGivenException(Gate gate) {
        super("the instance has changed since it was judged");
        this.gate = gate;
    }

    Gate gate() {
        return gate;
    }
}
