package dev.incusoperator.client;

import dev.incusoperator.client.transport.Fingerprint;
import dev.incusoperator.client.transport.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who this client is and how it knows the server.
 *
 * @param identity null for a client that shows no certificate: a server tells it little more than its version
 */
public record Authentication(@Nullable ClientIdentity identity, Verification verification) {

    /** Shows no certificate, and trusts the authorities that this Java trusts. */
    public static Authentication none() {
        return new Authentication(null, new Verification.SystemAuthorities());
    }

    /**
     * A client certificate (with its chain, its own first) and its key, as PEM text.
     *
     * @throws IncusException.InvalidCredentials says which of them is wrong, and how
     */
    public static Authentication ofPem(String certificate, String key, Verification verification) {
        return new Authentication(ClientIdentity.ofPem(certificate, key), verification);
    }

    /**
     * The same from files, such as the {@code client.crt} and {@code client.key} in {@code ~/.config/incus}.
     *
     * @throws IncusException.InvalidCredentials also where a file cannot be read
     */
    public static Authentication ofPemFiles(Path certificate, Path key, Verification verification) {
        return ofPem(read("client certificate", certificate), read("client key", key), verification);
    }

    private static String read(String part, Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IncusException.InvalidCredentials(
                    part,
                    part + ": " + file + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** A client certificate (with its chain) and its key. Never printed. */
    public record ClientIdentity(List<X509Certificate> chain, PrivateKey key) {
        /** @throws IncusException.InvalidCredentials says which of them is wrong, and how */
        public static ClientIdentity ofPem(String certificate, String key) {
            return Pem.identity(certificate, key);
        }

        @Override
        public String toString() {
            return "ClientIdentity";
        }
    }

    /** How the server is verified: exactly one way. */
    public sealed interface Verification {
        /** @throws IncusException.InvalidCredentials where it is not one PEM certificate */
        static Verification pinnedPem(String certificate) {
            return new PinnedCertificate(
                    Pem.certificates("server certificate", certificate).get(0));
        }

        /** @throws IncusException.InvalidCredentials where the file does not hold a PEM certificate */
        static Verification pinnedPemFile(Path certificate) {
            return pinnedPem(read("server certificate", certificate));
        }

        /** @throws IncusException.InvalidCredentials where it is not one or more PEM certificates */
        static Verification authorityPem(String certificates) {
            return new Authority(Pem.certificates("certificate authority", certificates));
        }

        /** This very certificate, whatever names are in it, while it is valid: as {@code incus} does after {@code remote add}. */
        record PinnedCertificate(X509Certificate certificate) implements Verification {}

        /** The certificate with this SHA-256 (64 hexadecimal digits, colons allowed), likewise. */
        record PinnedFingerprint(String sha256) implements Verification {
            /** @throws IncusException.InvalidCredentials where it is no SHA-256 */
            public PinnedFingerprint {
                try {
                    sha256 = Fingerprint.normalise(sha256);
                } catch (IllegalArgumentException e) {
                    throw new IncusException.InvalidCredentials(
                            "server fingerprint", "server fingerprint: " + e.getMessage());
                }
            }
        }

        /** A certificate for the name in the address, signed by one of these. */
        record Authority(List<X509Certificate> authorities) implements Verification {}

        /** The same, signed by an authority that this Java trusts. */
        record SystemAuthorities() implements Verification {}

        /** Any certificate: whoever is on the path may read and change everything. */
        record Unverified() implements Verification {}
    }
}
