package dev.incusoperator.client.event;

/**
 * The server's events (types operation and lifecycle, all projects), over one websocket that is opened again, with
 * back-off, whenever it breaks. Events missed in between are not sent again: whoever listens lists anew in {@code connected}.
 *
 * <p>A client that may not see all projects is told of those that it may see. A message that cannot be read is skipped
 * and counted.
 *
 * @see <a href="https://linuxcontainers.org/incus/docs/main/events/">Events</a>
 */
public interface EventStream extends AutoCloseable {
    /**
     * Connects, and keeps connecting until closed. Returns at once. To be called once.
     *
     * @throws IllegalStateException where it was called before, or the stream is closed
     */
    void start(EventListener listener);

    /** Whether events come: from just before the listener's {@code connected} to just before its {@code disconnected}. */
    boolean connected();

    /** Tries now rather than when the back-off is over; nothing where it is connected. */
    void reconnectNow();

    /**
     * Opens it anew in a moment, where it is connected; {@code connected} tells when, {@code disconnected} is not called for it. What a restricted client is told of is decided when the
     * stream is opened: of a project that it was given since, it hears nothing before.
     */
    void reopen();

    /** How many messages could not be read and were skipped. */
    long skipped();

    /** Ends it for good; the listener hears nothing more. */
    @Override
    void close();
}
