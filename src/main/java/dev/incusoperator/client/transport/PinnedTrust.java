package dev.incusoperator.client.transport;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Accepts the one certificate that is pinned, whatever names are in it, and only while it is valid: as the {@code incus}
 * command does, which refuses an expired certificate that it has pinned. Without a pin it accepts every certificate.
 */
final class PinnedTrust extends X509ExtendedTrustManager {
    private final @Nullable String fingerprint;

    private PinnedTrust(@Nullable String fingerprint) {
        this.fingerprint = fingerprint;
    }

    static PinnedTrust on(String fingerprint) {
        return new PinnedTrust(fingerprint);
    }

    static PinnedTrust everyone() {
        return new PinnedTrust(null);
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (fingerprint == null) {
            return;
        }
        String shown = Fingerprint.of(chain[0]);
        if (!shown.equals(fingerprint)) {
            throw new PinMismatch(fingerprint, shown);
        }
        chain[0].checkValidity();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
