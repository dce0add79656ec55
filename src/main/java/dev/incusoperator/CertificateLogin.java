package dev.incusoperator;

import io.fabric8.kubernetes.client.Config;
import io.quarkus.kubernetes.client.KubernetesConfigCustomizer;
import jakarta.inject.Singleton;

/**
 * Where a kubeconfig logs in by a client's certificate there is no token, and none is to be looked for: from its second
 * minute on the Kubernetes client would read and parse the kubeconfig anew for each request, on the thread that asks.
 */
@Singleton
public final class CertificateLogin implements KubernetesConfigCustomizer {
    @Override
    public void customize(Config config) {
        boolean certificate = config.getClientCertData() != null || config.getClientCertFile() != null;
        boolean token = config.getOauthToken() != null
                || config.getAutoOAuthToken() != null
                || config.getOauthTokenProvider() != null
                || config.getAuthProvider() != null;
        if (certificate && !token) {
            config.setOauthTokenProvider(() -> null);
        }
    }
}
