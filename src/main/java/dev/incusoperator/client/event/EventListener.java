package dev.incusoperator.client.event;

import dev.incusoperator.client.IncusException;

/** Called by one thread at a time, in the order in which things came; must not block for long. */
public interface EventListener {
    /** The stream is open: from now on events come. */
    void connected();

    /** Something happened. A hint: events are doubled, late, out of order, and lost while the stream is broken (trap 29). */
    void event(Event event);

    /** The stream broke, or could not be opened (each attempt tells). Another attempt follows unless the stream is closed. */
    void disconnected(IncusException reason);
}
