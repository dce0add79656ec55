package dev.incusoperator.client.event;

/**
 * The server's events (types operation and lifecycle, all projects), over one websocket that is opened again, with
 * back-off, whenever it breaks. Events missed in between are not sent again: whoever listens lists anew in {@code connected}.
 */
public interface EventStream extends AutoCloseable {
    /** Connects, and keeps connecting until closed. Returns at once. To be called once. */
    void start(EventListener listener);

    boolean connected();

    /** Tries now rather than when the back-off is over; nothing where it is connected. */
    void reconnectNow();

    @Override
    void close();
}
