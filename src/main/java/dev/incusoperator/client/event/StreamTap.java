package dev.incusoperator.client.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.model.Operation;

/** Follows the stream before its listener does, on the thread that reads: must be quick. */
public interface StreamTap {
    /** From now on every event comes. */
    void up();

    /** From now on events are missed. */
    void down();

    /** Answers whether this is news: false where the operation is known to have ended. */
    boolean operation(Operation operation, JsonNode json);
}
