package dev.incusoperator.client.transport;

import java.security.cert.CertificateException;

/** The server showed another certificate than the pinned one. Fingerprints are no secret: both are named. */
final class PinMismatch extends CertificateException {
    private static final long serialVersionUID = 1L;

    PinMismatch(String pinned, String shown) {
        super("the server's certificate has the fingerprint " + shown + ", not the pinned " + pinned);
    }
}
