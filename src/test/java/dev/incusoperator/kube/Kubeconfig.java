package dev.incusoperator.kube;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The text of a kubeconfig with one server and one user. */
final class Kubeconfig {
    private Kubeconfig() {}

    static String of(String url, Authority authority, Authority.Credentials client) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: incus-operator
                  cluster: {server: "%s", certificate-authority-data: %s}
                users:
                - name: admin
                  user: {client-certificate-data: %s, client-key-data: %s}
                contexts:
                - name: incus-operator
                  context: {cluster: incus-operator, user: admin}
                current-context: incus-operator
                """.formatted(url, base64(authority.certificate()), base64(client.certificate()), base64(client.key()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
