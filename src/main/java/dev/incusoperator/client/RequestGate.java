package dev.incusoperator.client;

import java.util.Optional;

/** Stands before every request that a caller waits for: for whoever wants to be gentle to a server, or to bound what hangs. */
@FunctionalInterface
public interface RequestGate {
    /**
     * Lets a request pass, now or after a wait that is bounded, on the caller's thread.
     *
     * @return closed when the answer is there, or is known not to come
     * @throws IncusException instead of sending it
     */
    Pass enter(ApiRequest request);

    /**
     * Asked once more when the connection is there, right before the first byte is written: of every request, also of those that
     * nobody waits for.
     *
     * @return why it must not be sent after all, completing "not sent: "; empty where it may
     */
    default Optional<String> objection(ApiRequest request) {
        return Optional.empty();
    }

    /** A request on its way. */
    interface Pass extends AutoCloseable {
        @Override
        void close();
    }

    /** Lets everything pass at once. */
    static RequestGate open() {
        return request -> () -> {};
    }
}
