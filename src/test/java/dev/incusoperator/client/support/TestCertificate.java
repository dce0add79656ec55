package dev.incusoperator.client.support;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemGenerationException;
import org.bouncycastle.util.io.pem.PemObject;

/** A certificate made for a test, with its key and its chain. */
public record TestCertificate(List<X509Certificate> chain, KeyPair keys) {
    private static final Duration DAY = Duration.ofDays(1);

    /** As a daemon makes its own: self-signed, for its host name and 127.0.0.1, not for localhost. */
    public static TestCertificate selfSigned() {
        return new Maker().names("testhost").addresses("127.0.0.1").make();
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    public PrivateKey key() {
        return keys.getPrivate();
    }

    public String pem() {
        StringBuilder all = new StringBuilder();
        chain.forEach(each -> all.append(pem(each)));
        return all.toString();
    }

    public static String pem(Object thing) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(thing);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    /** The key as OpenSSL wrote it before PKCS#8: {@code BEGIN EC PRIVATE KEY} or {@code BEGIN RSA PRIVATE KEY}. */
    public String oldKeyPem() {
        if (key() instanceof ECPrivateKey ec) {
            try {
                byte[] encoded = new org.bouncycastle.asn1.sec.ECPrivateKey(
                                384, ec.getS(), SECObjectIdentifiers.secp384r1)
                        .getEncoded();
                return pem(new PemObject("EC PRIVATE KEY", encoded));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return pem(key());
    }

    /** The key as PKCS#8: {@code BEGIN PRIVATE KEY}. */
    public String keyPem() {
        try {
            return pem(new JcaPKCS8Generator(key(), null));
        } catch (PemGenerationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a server that shows this certificate, and takes whatever certificate a client shows. */
    public SSLSocketFactory serverSockets() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key(), new char[0], chain.toArray(new X509Certificate[0]));
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), new TrustManager[] {new Everyone()}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes certificates, one setting at a time. */
    public static final class Maker {
        private final List<GeneralName> names = new ArrayList<>();
        private Instant from = Instant.now().minus(DAY);
        private Instant to = Instant.now().plus(DAY);
        private TestCertificate issuer;
        private boolean authority;
        private String algorithm = "EC";
        private KeyPair keys;

        public Maker names(String... all) {
            for (String name : all) {
                names.add(new GeneralName(GeneralName.dNSName, name));
            }
            return this;
        }

        public Maker addresses(String... all) {
            for (String address : all) {
                names.add(new GeneralName(GeneralName.iPAddress, address));
            }
            return this;
        }

        public Maker expired() {
            from = Instant.now().minus(DAY.multipliedBy(3));
            to = Instant.now().minus(DAY);
            return this;
        }

        public Maker notYetValid() {
            from = Instant.now().plus(DAY);
            to = Instant.now().plus(DAY.multipliedBy(3));
            return this;
        }

        public Maker authority() {
            authority = true;
            return this;
        }

        public Maker signedBy(TestCertificate who) {
            issuer = who;
            return this;
        }

        /** Instead of new ones. */
        public Maker keys(KeyPair pair) {
            keys = pair;
            return this;
        }

        /** EC, RSA or Ed25519. */
        public Maker algorithm(String name) {
            algorithm = name;
            return this;
        }

        public TestCertificate make() {
            try {
                KeyPair pair = keys == null ? pair() : keys;
                X500Name subject = new X500Name(
                        "CN=test-" + Math.abs(ThreadLocalRandom.current().nextInt()));
                X500Name signer = issuer == null
                        ? subject
                        : new X500Name(
                                issuer.certificate().getSubjectX500Principal().getName());
                JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                        signer,
                        BigInteger.valueOf(Math.abs(ThreadLocalRandom.current().nextLong())),
                        Date.from(from),
                        Date.from(to),
                        subject,
                        pair.getPublic());
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
                if (!names.isEmpty()) {
                    builder.addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(names.toArray(new GeneralName[0])));
                }
                PrivateKey signing = issuer == null ? pair.getPrivate() : issuer.key();
                X509Certificate made = new JcaX509CertificateConverter()
                        .getCertificate(builder.build(new JcaContentSignerBuilder(signature(signing)).build(signing)));
                List<X509Certificate> chain = new ArrayList<>(List.of(made));
                if (issuer != null) {
                    chain.addAll(issuer.chain());
                }
                return new TestCertificate(List.copyOf(chain), pair);
            } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private KeyPair pair() throws GeneralSecurityException {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("RSA")) {
                generator.initialize(2048);
            } else if (algorithm.equals("EC")) {
                generator.initialize(384);
            }
            return generator.generateKeyPair();
        }

        private static String signature(PrivateKey key) {
            return switch (key.getAlgorithm()) {
                case "EC" -> "SHA384withECDSA";
                case "RSA" -> "SHA256withRSA";
                default -> "Ed25519";
            };
        }
    }

    private static final class Everyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
