package dev.incusoperator.client;

import dev.incusoperator.client.model.ServerText;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong with a call, told apart by what a caller does about it. The message says which request at which server,
 * what is wrong, and what to do about it; never a secret, and on one line ({@link ServerText#line}): much of it is a server's words.
 */
public abstract sealed class IncusException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected IncusException(String message, @Nullable Throwable cause) {
        super(ServerText.line(message), cause);
    }

    /** Whether the same call may succeed later with nothing changed by anyone. */
    public abstract boolean retryable();

    /** The server could not be reached: DNS, refused, socket missing or without permission, cut before an answer. */
    public static final class CannotConnect extends IncusException {
        private static final long serialVersionUID = 1L;

        public CannotConnect(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** The connection broke or timed out after the request was sent: the outcome is unknown. */
    public static final class NoAnswer extends IncusException {
        private static final long serialVersionUID = 1L;

        public NoAnswer(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** The server's certificate was refused. */
    public static final class TlsRefused extends IncusException {
        private static final long serialVersionUID = 1L;

        /** What about the certificate was refused. */
        public enum Cause {
            /** The name in the address is not in the certificate. */
            NAME,
            /** It is not the pinned one. */
            PIN,
            /** No trusted authority has signed it. */
            AUTHORITY,
            /** It has expired, or is not valid yet; also where it is pinned, as {@code incus} has it. */
            EXPIRED,
            /** No TLS connection came about. */
            HANDSHAKE
        }

        private final Cause refused;

        /** @param refused what about the certificate */
        public TlsRefused(Cause refused, String message, @Nullable Throwable cause) {
            super(message, cause);
            this.refused = refused;
        }

        /** What about the certificate was refused. */
        public Cause refused() {
            return refused;
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** The server does not trust this client, or not for this. */
    public static final class NotTrusted extends IncusException {
        private static final long serialVersionUID = 1L;

        public NotTrusted(String message) {
            super(message, null);
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** The server answered with an error. */
    public static final class ApiError extends IncusException {
        private static final long serialVersionUID = 1L;
        private final int code;
        private final String serverText;

        public ApiError(int code, String serverText, String message) {
            super(message, null);
            this.code = code;
            this.serverText = ServerText.line(serverText);
        }

        /** The API's {@code error_code}: 400, 404, 412, 500 … */
        public int code() {
            return code;
        }

        /** The server's own words, bounded. */
        public String serverText() {
            return serverText;
        }

        @Override
        public boolean retryable() {
            return code >= 500 || code == 429 || code == 412;
        }
    }

    /** A background operation ended in failure. */
    public static final class OperationFailed extends IncusException {
        private static final long serialVersionUID = 1L;
        private final int code;
        private final String serverText;
        private final String operation;

        public OperationFailed(int code, String serverText, String operation, String message) {
            super(message, null);
            this.code = code;
            this.serverText = ServerText.line(serverText);
            this.operation = operation;
        }

        /**
         * The failure's own code where the server told it (Incus, to whoever waits); else 400, or 401 for an operation that was
         * cancelled. Not to decide by.
         */
        public int code() {
            return code;
        }

        /** The server's own words, bounded. */
        public String serverText() {
            return serverText;
        }

        /** The operation's id. */
        public String operation() {
            return operation;
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** The server has forgotten the operation: its outcome is unknown. */
    public static final class OperationLost extends IncusException {
        private static final long serialVersionUID = 1L;

        public OperationLost(String message) {
            super(message, null);
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** The answer is not what the API promises: not JSON, not an envelope, too large. */
    public static final class MalformedAnswer extends IncusException {
        private static final long serialVersionUID = 1L;
        private final boolean tooLarge;

        public MalformedAnswer(String message, @Nullable Throwable cause) {
            this(message, cause, false);
        }

        private MalformedAnswer(String message, @Nullable Throwable cause, boolean tooLarge) {
            super(message, cause);
            this.tooLarge = tooLarge;
        }

        /** An answer that is larger than the request, or the client, lets it be. */
        public static MalformedAnswer tooLarge(String message) {
            return new MalformedAnswer(message, null, true);
        }

        /** Whether all that is wrong with it is its size. */
        public boolean isTooLarge() {
            return tooLarge;
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** A wait ran out of its time; what was waited for goes on. */
    public static final class Timeout extends IncusException {
        private static final long serialVersionUID = 1L;

        public Timeout(String message) {
            super(message, null);
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** The client's own credentials cannot be used: not PEM, no key, a key of another certificate. Nothing was sent. */
    public static final class InvalidCredentials extends IncusException {
        private static final long serialVersionUID = 1L;
        private final String part;

        public InvalidCredentials(String part, String message) {
            super(message, null);
            this.part = part;
        }

        /** Which part is wrong: "client certificate", "client key", "server certificate" … */
        public String part() {
            return part;
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** A trust token did not make the server trust this client. */
    public static final class TokenRefused extends IncusException {
        private static final long serialVersionUID = 1L;

        /** Why; a server does not tell a used token from one that it never knew. */
        public enum Reason {
            /** Its time is over. */
            EXPIRED,
            /** It was redeemed or withdrawn, or this server never gave it. */
            USED_OR_UNKNOWN,
            /** It names another server's certificate: it was not sent. */
            OTHER_SERVER
        }

        private final Reason reason;

        public TokenRefused(Reason reason, String message) {
            super(message, null);
            this.reason = reason;
        }

        /** Why it was refused. */
        public Reason reason() {
            return reason;
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }
}
