package dev.incusoperator.kube;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The text of a kubeconfig with one server and one user. */
final class Kubeconfig {
    private Kubeconfig() {}

    static String of(String url, Authority authority, Authority.Credentials client) {
        return of(
                url,
                base64(authority.certificate()),
                "client-certificate-data: %s, client-key-data: %s"
                        .formatted(base64(client.certificate()), base64(client.key())));
    }

    /** @param authority the certificate in PEM, in base64 */
    static String ofToken(String url, String authority, String token) {
        return of(url, authority, "token: " + token);
    }

    private static String of(String url, String authority, String user) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: incus-operator
                  cluster: {server: "%s", certificate-authority-data: %s}
                users:
                - name: user
                  user: {%s}
                contexts:
                - name: incus-operator
                  context: {cluster: incus-operator, user: user}
                current-context: incus-operator
                """.formatted(url, authority, user);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
