package dev.incusoperator.client;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who this client is and how it knows the server. H2 adds factories from PEM files and strings. */
public record Authentication(@Nullable ClientIdentity identity, Verification verification) {

    /** A client certificate (with its chain) and its key. Never printed. */
    public record ClientIdentity(List<X509Certificate> chain, PrivateKey key) {
        @Override
        public String toString() {
            return "ClientIdentity";
        }
    }

    /** How the server is verified: exactly one way. */
    public sealed interface Verification {
        record PinnedCertificate(X509Certificate certificate) implements Verification {}

        record PinnedFingerprint(String sha256) implements Verification {}

        record Authority(List<X509Certificate> authorities) implements Verification {}

        record SystemAuthorities() implements Verification {}

        record Unverified() implements Verification {}
    }
}
