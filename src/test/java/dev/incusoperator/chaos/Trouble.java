package dev.incusoperator.chaos;

import dev.incusoperator.chaos.Call.Side;

/**
 * What happens to connections, and to calls on their way. Asked on the thread that passes the call on, which waits for the
 * answer: to take long is to hold the call up. Called from many threads.
 */
public interface Trouble {
    /** Somebody connects; false to end the connection at once. */
    default boolean onConnection() {
        return true;
    }

    /** A whole request has come; nothing of it has gone on. */
    default Passing onRequest(Call call) {
        return Passing.WHOLE;
    }

    /** The whole answer has come; nothing of it has gone back. Of an answer without an end, its head. */
    default Passing onAnswer(Call call) {
        return Passing.WHOLE;
    }

    /** A piece of an encrypted connection has come, in either direction. */
    default Passing onBytes(Side side) {
        return Passing.WHOLE;
    }

    static Trouble none() {
        return new Trouble() {};
    }
}
