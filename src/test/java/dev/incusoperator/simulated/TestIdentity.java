package dev.incusoperator.simulated;

import dev.incusoperator.client.Authentication.ClientIdentity;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A self-signed certificate and its key, as client and server have them here: EC P-384, ten years. Never printed. */
public record TestIdentity(X509Certificate certificate, PrivateKey key) {

    /** A client's: no names but its own. */
    public static TestIdentity client(String commonName) {
        return selfSigned(commonName, "client", List.of());
    }

    /** A server's, as the daemon makes it: the host's name, 127.0.0.1 and ::1, but not {@code localhost}. */
    public static TestIdentity server(String name, String organisation) {
        return selfSigned(
                "root@" + name,
                organisation,
                List.of(
                        new GeneralName(GeneralName.dNSName, name),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                        new GeneralName(GeneralName.iPAddress, "::1")));
    }

    private static TestIdentity selfSigned(String commonName, String organisation, List<GeneralName> names) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp384r1"));
            KeyPair pair = generator.generateKeyPair();
            X500Name subject = new X500Name("O=" + organisation + ",CN=" + commonName);
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject,
                    new BigInteger(UUID.randomUUID().toString().replace("-", ""), 16),
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(Duration.ofDays(3650))),
                    subject,
                    pair.getPublic());
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(new GeneralName[0])));
            }
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA384withECDSA").build(pair.getPrivate())));
            return new TestIdentity(certificate, pair.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("cannot make a certificate for " + commonName, e);
        }
    }

    /** SHA-256 over the certificate, in hex, as the daemon names certificates. */
    public String fingerprint() {
        return fingerprint(certificate);
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot take a certificate's fingerprint", e);
        }
    }

    public String certificatePem() {
        return pem(certificate);
    }

    /** PKCS #8, as most tools write keys today. */
    public String keyPem() {
        return pem(new PemObject("PRIVATE KEY", key.getEncoded()));
    }

    /** A certificate, a key. */
    public static String pem(Object what) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(what);
        } catch (java.io.IOException e) {
            throw new IllegalStateException("a string writer does not fail", e);
        }
        return text.toString();
    }

    public ClientIdentity asClient() {
        return new ClientIdentity(new ArrayList<>(List.of(certificate)), key);
    }

    @Override
    public String toString() {
        return "TestIdentity " + fingerprint();
    }
}
