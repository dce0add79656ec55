package dev.incusoperator.simulated;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What goes wrong with one call. */
public sealed interface Fault {
    /** Answered with this status and text instead of being done. */
    record Refused(int status, String text, Map<String, String> headers) implements Fault {}

    /** Done or not, never answered; the connection stays open. */
    record Hangs(boolean done) implements Fault {}

    /** The connection is cut, before the call is done or after. */
    record Dropped(boolean done) implements Fault {}

    /** Done, but the answer's body is this instead, and its status where one is given. */
    record Garbled(Optional<Integer> status, String body) implements Fault {
        public Garbled(String body) {
            this(Optional.empty(), body);
        }
    }

    /** Done, but the connection is cut in the middle of the answer's body. */
    record Truncated() implements Fault {}

    /** Done and answered, later. */
    record Late(Duration by) implements Fault {}

    static Fault status(int status, String text) {
        return new Refused(status, text, Map.of());
    }

    static Fault hang() {
        return new Hangs(false);
    }

    static Fault hangAfterwards() {
        return new Hangs(true);
    }

    static Fault drop() {
        return new Dropped(false);
    }

    static Fault dropAfterwards() {
        return new Dropped(true);
    }
}
