package dev.incusoperator.e2e;

import dev.incusoperator.client.support.TestCertificate;
import java.util.List;
import java.util.Map;

/**
 * A way in which a host cannot be connected to.
 *
 * @param reason of the host's Ready condition
 * @param said in its message, among other words
 * @param connection the YAML of it
 */
record BadConnection(String name, String reason, List<String> said, Connection connection) {

    /** Makes the Secrets that it wants. */
    interface Connection {
        String of(HttpsPlace place, Story story);
    }

    static List<BadConnection> all() {
        return List.of(
                new BadConnection(
                        "no Secret",
                        "InvalidCredentials",
                        List.of("Secret", "does not exist"),
                        (place, story) -> HttpsPlace.connection(place.url(), "absent", pin(place))),
                new BadConnection(
                        "no PEM",
                        "InvalidCredentials",
                        List.of("Secret"),
                        (place, story) -> HttpsPlace.connection(
                                place.url(),
                                story.hostSecret(with(place, "tls.crt", "not a certificate")),
                                pin(place))),
                new BadConnection(
                        "the key of another",
                        "InvalidCredentials",
                        List.of("Secret"),
                        (place, story) -> HttpsPlace.connection(
                                place.url(),
                                story.hostSecret(with(
                                        place, "tls.key", place.strangeClient().get("tls.key"))),
                                pin(place))),
                new BadConnection(
                        "a client certificate that has expired",
                        "CertificateExpired",
                        List.of("client certificate in Secret", "expired on", "trust store"),
                        (place, story) ->
                                HttpsPlace.connection(place.url(), story.hostSecret(expiredClient()), pin(place))),
                new BadConnection(
                        "a stranger",
                        "NotTrusted",
                        List.of("trust"),
                        (place, story) -> HttpsPlace.connection(
                                place.url(), story.hostSecret(place.strangeClient()), pin(place))),
                new BadConnection(
                        "another server's fingerprint",
                        "CertificateMismatch",
                        List.of("spec.https.server"),
                        (place, story) -> HttpsPlace.connection(
                                place.url(),
                                story.hostSecret(place.trustedClient()),
                                "{fingerprint: " + "ab".repeat(32) + "}")),
                new BadConnection(
                        "a name that is not in the certificate",
                        "CertificateMismatch",
                        List.of("localhost"),
                        (place, story) -> HttpsPlace.connection(
                                place.url().replace("127.0.0.1", "localhost"),
                                story.hostSecret(place.trustedClient()),
                                "{caSecretRef: {name: " + story.hostSecret(Map.of("ca.crt", place.serverCertificate()))
                                        + ", key: ca.crt}}")),
                new BadConnection(
                        "the system's CAs, of which none signed it",
                        "CertificateMismatch",
                        List.of("spec.https.server"),
                        (place, story) -> HttpsPlace.connection(
                                place.url(), story.hostSecret(place.trustedClient()), "{systemCa: true}")),
                new BadConnection(
                        "a port where nothing listens",
                        "Unreachable",
                        List.of("127.0.0.1:1"),
                        (place, story) -> HttpsPlace.connection(
                                "https://127.0.0.1:1", story.hostSecret(place.trustedClient()), pin(place))),
                new BadConnection(
                        "a name that nobody has",
                        "Unreachable",
                        List.of("no-such-host.invalid"),
                        (place, story) -> HttpsPlace.connection(
                                "https://no-such-host.invalid:8443",
                                story.hostSecret(place.trustedClient()),
                                pin(place))),
                new BadConnection(
                        "a socket that is not there",
                        "Unreachable",
                        List.of("/nowhere/unix.socket"),
                        (place, story) -> "socket: {path: /nowhere/unix.socket}"));
    }

    private static String pin(HttpsPlace place) {
        return "{fingerprint: " + place.serverFingerprint() + "}";
    }

    private static Map<String, String> expiredClient() {
        TestCertificate expired = new TestCertificate.Maker().expired().make();
        return Map.of("tls.crt", expired.pem(), "tls.key", expired.keyPem());
    }

    private static Map<String, String> with(HttpsPlace place, String key, String value) {
        Map<String, String> values = new java.util.HashMap<>(place.trustedClient());
        values.put(key, value);
        return values;
    }

    @Override
    public String toString() {
        return name;
    }
}
