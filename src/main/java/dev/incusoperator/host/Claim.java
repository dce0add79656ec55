package dev.incusoperator.host;

import dev.incusoperator.client.model.InstanceRef;

/**
 * Asks a host for a turn or a permit.
 *
 * @param instance what is to be worked on; its listeners hear when it is worth asking again
 * @param namespace the namespace of the resource: while several ask, each gets its share
 */
public record Claim(InstanceRef instance, String namespace, Purpose purpose) {
    /** What the turn or the permit is for. */
    public enum Purpose {
        /** Runs a command in the instance. */
        COMMAND,
        /** Reads the instance, creates it or changes it. */
        CHANGE,
        /** Stops or deletes the instance: a part of each limit is kept for these. */
        REMOVAL
    }
}
