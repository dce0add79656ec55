package dev.incusoperator.instance.exec;

import dev.incusoperator.client.IncusException;
import java.util.Locale;

/** Tells of which failures of sending a command it is certain that the command was not started. Those that are not listed may have started it. */
final class Refusal {
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    private Refusal() {}

    /**
     * @param clustered whether the server that answers may have passed the request on to another member of its cluster: it
     *     answers 500 by itself where the way back from there broke. A single server answers so before it has begun.
     */
    static boolean certain(IncusException failure, boolean clustered) {
        if (failure instanceof IncusException.ApiError answer) {
            return answer.code() < SERVER_ERROR || !clustered || isShuttingDown(answer);
        }
        return failure instanceof IncusException.CannotConnect
                || failure instanceof IncusException.TlsRefused
                || failure instanceof IncusException.NotTrusted
                || failure instanceof IncusException.InvalidCredentials;
    }

    /** Said before the request is looked at. */
    private static boolean isShuttingDown(IncusException.ApiError answer) {
        return answer.code() == UNAVAILABLE
                && answer.serverText().toLowerCase(Locale.ROOT).contains("shutting down");
    }
}
