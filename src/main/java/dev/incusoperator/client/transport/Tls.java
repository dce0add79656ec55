package dev.incusoperator.client.transport;

import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.ClientIdentity;
import dev.incusoperator.client.Authentication.Verification;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.TlsVersion;
import org.jspecify.annotations.Nullable;

/** Makes an HTTP client know the server, and be known by it. */
final class Tls {
    private static final char[] NO_PASSWORD = new char[0];

    private Tls() {}

    static void configure(OkHttpClient.Builder http, Authentication authentication) {
        try {
            X509TrustManager trust = trust(authentication.verification());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(authentication.identity()), new TrustManager[] {trust}, null);
            http.sslSocketFactory(context.getSocketFactory(), trust);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS cannot be set up with these certificates and this Java", e);
        }
        http.connectionSpecs(List.of(new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
                .tlsVersions(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2)
                .build()));
        if (!namesCount(authentication.verification())) {
            http.hostnameVerifier((name, session) -> true);
        }
    }

    /** A pin says which certificate it is, so the names in it add nothing; an authority vouches for names only. */
    private static boolean namesCount(Verification verification) {
        return verification instanceof Verification.Authority || verification instanceof Verification.SystemAuthorities;
    }

    private static X509TrustManager trust(Verification verification) throws GeneralSecurityException, IOException {
        if (verification instanceof Verification.PinnedCertificate pinned) {
            return PinnedTrust.on(Fingerprint.of(pinned.certificate()));
        }
        if (verification instanceof Verification.PinnedFingerprint pinned) {
            return PinnedTrust.on(pinned.sha256());
        }
        if (verification instanceof Verification.Authority authority) {
            return authorities(store(authority.authorities()));
        }
        if (verification instanceof Verification.SystemAuthorities) {
            return authorities(null);
        }
        return PinnedTrust.everyone();
    }

    private static X509TrustManager authorities(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager trust) {
                return trust;
            }
        }
        throw new GeneralSecurityException("this Java has no X.509 trust manager");
    }

    private static KeyStore store(List<X509Certificate> certificates) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("authority-" + i, certificates.get(i));
        }
        return store;
    }

    private static KeyManager @Nullable [] keys(@Nullable ClientIdentity identity)
            throws GeneralSecurityException, IOException {
        if (identity == null) {
            return null;
        }
        KeyStore store = emptyStore();
        store.setKeyEntry(
                "client", identity.key(), NO_PASSWORD, identity.chain().toArray(new X509Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
