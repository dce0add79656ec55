package dev.incusoperator.client.transport;

import dev.incusoperator.client.IncusException;

/** Hears what comes over one websocket, from one thread at a time. */
public interface MessageListener {
    /** The upgrade is done. */
    void opened();

    /** A message came, as text. */
    void message(String text);

    /** It could not be opened, or broke, or the server closed it; nothing follows. */
    void broken(IncusException reason);
}
