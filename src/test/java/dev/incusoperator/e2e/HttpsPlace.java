package dev.incusoperator.e2e;

import dev.incusoperator.client.support.TestCertificate;
import java.util.Map;

/** A place that can be reached by HTTPS, and what is needed for it. */
interface HttpsPlace extends Place {
    /** {@code https://127.0.0.1:PORT}. */
    String url();

    /** SHA-256 of the server's certificate. */
    String serverFingerprint();

    /** The server's own certificate, which has the address and not {@code localhost}; PEM. */
    String serverCertificate();

    /**
     * From now on the server shows this certificate, and has no connection from before. The test is skipped where the daemon
     * is not ours.
     */
    void show(TestCertificate certificate);

    /** The server shows its own again; nothing to do where it does. */
    void showOwn();

    /** The data of a Secret of type kubernetes.io/tls: a client that may do everything. */
    Map<String, String> trustedClient();

    /** One that the server does not know. */
    Map<String, String> strangeClient();

    /** The part of a host's spec for these, as YAML. */
    static String connection(String url, String clientSecret, String server) {
        return """
                https:
                  addresses: [%s]
                  clientCertificate: {secretRef: {name: %s}}
                  server: %s
                """.formatted(url, clientSecret, server);
    }
}
