package dev.incusoperator.client;

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
