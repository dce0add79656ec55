package dev.incusoperator.simulated;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** Takes every client certificate in the handshake, as the daemon does: who is trusted is looked up afterwards. */
final class AnyClient implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
