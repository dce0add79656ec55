package dev.incusoperator.client.transport;

import dev.incusoperator.client.Authentication.ClientIdentity;
import dev.incusoperator.client.IncusException.InvalidCredentials;
import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Certificates and keys from PEM text. Says which part is wrong and how; never shows any of it. */
public final class Pem {
    private static final String CERTIFICATE = "client certificate";
    private static final String KEY = "client key";

    private Pem() {}

    /** A certificate with its chain, and the key that belongs to it: PKCS#8, SEC1 (EC) or PKCS#1 (RSA), not encrypted. */
    public static ClientIdentity identity(String certificate, String key) {
        List<X509Certificate> chain = certificates(CERTIFICATE, certificate);
        PrivateKey parsed = key(key);
        if (!KeyMatch.matches(chain.get(0).getPublicKey(), parsed)) {
            throw wrong(KEY, "it does not belong to the client certificate; give both from the same pair");
        }
        return new ClientIdentity(chain, parsed);
    }

    /** All certificates of the text, at least one; {@code part} names it in errors. */
    public static List<X509Certificate> certificates(String part, String text) {
        List<X509Certificate> found = new ArrayList<>();
        for (Object object : objects(part, text)) {
            if (object instanceof X509CertificateHolder holder) {
                found.add(convert(part, holder));
            }
        }
        if (found.isEmpty()) {
            throw wrong(part, "there is no PEM certificate in it (-----BEGIN CERTIFICATE-----)");
        }
        return List.copyOf(found);
    }

    private static X509Certificate convert(String part, X509CertificateHolder holder) {
        try {
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (CertificateException e) {
            throw wrong(part, "a certificate in it cannot be read");
        }
    }

    private static PrivateKey key(String text) {
        for (Object object : objects(KEY, text)) {
            if (object instanceof PEMEncryptedKeyPair || object instanceof PKCS8EncryptedPrivateKeyInfo) {
                throw wrong(KEY, "it is encrypted; give it without a passphrase");
            }
            if (object instanceof PrivateKeyInfo info) {
                return convert(info);
            }
            if (object instanceof PEMKeyPair pair) {
                return convert(pair.getPrivateKeyInfo());
            }
        }
        throw wrong(KEY, "there is no PEM private key in it (-----BEGIN PRIVATE KEY-----)");
    }

    private static PrivateKey convert(PrivateKeyInfo info) {
        try {
            return new JcaPEMKeyConverter().getPrivateKey(info);
        } catch (IOException e) {
            throw wrong(KEY, "it is of a kind that this Java does not know; use EC or RSA");
        }
    }

    private static List<Object> objects(String part, String text) {
        List<Object> all = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                all.add(object);
            }
        } catch (IOException | RuntimeException e) {
            throw wrong(part, "its PEM is damaged");
        }
        return all;
    }

    private static InvalidCredentials wrong(String part, String what) {
        return new InvalidCredentials(part, part + ": " + what);
    }
}
