package dev.incusoperator.host;

/** The reasons of a host's Ready condition. */
public enum HostReason {
    CONNECTED("Connected"),
    CONNECTING("Connecting"),
    UNREACHABLE("Unreachable"),
    NOT_TRUSTED("NotTrusted"),
    CERTIFICATE_MISMATCH("CertificateMismatch"),
    CERTIFICATE_EXPIRED("CertificateExpired"),
    INVALID_CREDENTIALS("InvalidCredentials"),
    UNSUPPORTED("Unsupported"),
    HOST_CHANGED("HostChanged"),
    /** Its namespace has declared more hosts than it may, or its answers are larger than they may be. */
    LIMIT_EXCEEDED("LimitExceeded");

    private final String word;

    HostReason(String word) {
        this.word = word;
    }

    /** As it stands in the condition. */
    public String word() {
        return word;
    }
}
