package dev.incusoperator.client;

import java.time.Duration;
import java.util.Optional;

/**
 * Stands before every request, also those that nobody waits for: for whoever keeps account of what a server is asked, or has
 * a reason to keep something back. Called by the thread that sends; must neither wait nor throw.
 */
public interface RequestGate {
    /**
     * Asked when the connection is there, right before the first byte is written.
     *
     * @return why it must not be sent after all, completing "not sent: "; empty where it may
     */
    default Optional<String> objection(ApiRequest request) {
        return Optional.empty();
    }

    /** This request is being sent now. */
    default void sent(ApiRequest request) {}

    /** The server has more to do than it can, and says for how long it wants no more (HTTP 429 or 503 with {@code Retry-After}). */
    default void askedToWait(Duration pause) {}

    /** Lets everything pass. */
    static RequestGate open() {
        return new RequestGate() {};
    }
}
