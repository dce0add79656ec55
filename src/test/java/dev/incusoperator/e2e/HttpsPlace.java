package dev.incusoperator.e2e;

import java.util.Map;

/** A place that can be reached by HTTPS, and what is needed for it. */
interface HttpsPlace extends Place {
    /** {@code https://127.0.0.1:PORT}. */
    String url();

    /** SHA-256 of the server's certificate. */
    String serverFingerprint();

    /** The server's own certificate, which has the address and not {@code localhost}; PEM. */
    String serverCertificate();

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
