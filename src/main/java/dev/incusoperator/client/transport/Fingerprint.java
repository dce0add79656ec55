package dev.incusoperator.client.transport;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/** The SHA-256 of a certificate, as {@code incus info} and trust tokens show it: lower-case hex without separators. */
public final class Fingerprint {
    private Fingerprint() {}

    public static String of(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(
                    "every Java has SHA-256, and this certificate was read from its encoding", e);
        }
    }

    /**
     * Takes what people paste (upper case, colons) and gives it in the one form that is compared.
     *
     * @throws IllegalArgumentException where it is not a SHA-256
     */
    public static String normalise(String text) {
        String plain = text.strip().replace(":", "").toLowerCase(Locale.ROOT);
        if (!plain.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a SHA-256 fingerprint: write its 64 hexadecimal digits");
        }
        return plain;
    }
}
