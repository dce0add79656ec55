package dev.incusoperator.kube;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that lives for one test run. */
final class Authority {
    private static final Duration VALIDITY = Duration.ofDays(365);

    private final X500Name name;
    private final KeyPair keys;
    private final String certificate;

    Authority(String commonName) {
        name = new X500Name("CN=" + commonName);
        keys = newKeys();
        certificate = pem(sign(
                name,
                keys,
                builder -> builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true))));
    }

    /** A certificate and its key, both PEM. */
    record Credentials(String certificate, String key) {
        @Override
        public String toString() {
            return "Credentials[…]";
        }
    }

    /** A key pair without a certificate, both halves PEM. */
    record Keys(String privateKey, String publicKey) {
        @Override
        public String toString() {
            return "Keys[…]";
        }
    }

    String certificate() {
        return certificate;
    }

    /** For a server that is reached by these IP addresses and names; it may call others with it as well. */
    Credentials server(String commonName, List<String> addresses, List<String> names) {
        GeneralName[] alternatives = Stream.concat(
                        addresses.stream().map(a -> new GeneralName(GeneralName.iPAddress, a)),
                        names.stream().map(n -> new GeneralName(GeneralName.dNSName, n)))
                .toArray(GeneralName[]::new);
        return issue("CN=" + commonName, newKeys(), builder -> {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
        });
    }

    /** For a client; Kubernetes reads O as its group. RSA, for fabric8 takes any other unnamed key to be RSA. */
    Credentials client(String subject) {
        return issue(
                subject,
                newKeys("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4)),
                builder -> builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth)));
    }

    static Keys bareKeys() {
        KeyPair pair = newKeys();
        return new Keys(privateKeyPem(pair), pem(pair.getPublic()));
    }

    private interface Extensions {
        void addTo(JcaX509v3CertificateBuilder builder) throws CertIOException;
    }

    private Credentials issue(String subject, KeyPair pair, Extensions extensions) {
        return new Credentials(pem(sign(new X500Name(subject), pair, extensions)), privateKeyPem(pair));
    }

    private X509CertificateHolder sign(X500Name subject, KeyPair subjectKeys, Extensions extensions) {
        Instant now = Instant.now();
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(64, new SecureRandom()).add(BigInteger.ONE),
                    Date.from(now.minus(Duration.ofMinutes(5))),
                    Date.from(now.plus(VALIDITY)),
                    subject,
                    subjectKeys.getPublic());
            extensions.addTo(builder);
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        } catch (CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("Cannot sign a certificate for " + subject, e);
        }
    }

    private static KeyPair newKeys() {
        return newKeys("EC", new ECGenParameterSpec("secp256r1"));
    }

    private static KeyPair newKeys(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No " + algorithm + " keys in this Java", e);
        }
    }

    private static String privateKeyPem(KeyPair pair) {
        try {
            return pem(new JcaPKCS8Generator(pair.getPrivate(), null).generate());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
