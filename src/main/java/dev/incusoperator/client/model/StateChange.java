package dev.incusoperator.client.model;

import java.time.Duration;

/** A change of the power state; {@code timeout} is how long a graceful stop may take. */
public record StateChange(Action action, boolean force, Duration timeout) {
    /** The API's words, lower case on the wire. */
    public enum Action {
        /** A stopped instance is started. */
        START,
        /** An instance that runs is shut down, or with {@code force} switched off. */
        STOP,
        /** Stopped, and started again. */
        RESTART,
        /** Its processes stand still. */
        FREEZE,
        /** They go on. */
        UNFREEZE
    }
}
