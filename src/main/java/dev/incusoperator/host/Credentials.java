package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.ClientCertificateSource;
import dev.incusoperator.api.v1alpha1.SecretKeyRef;
import dev.incusoperator.client.Authentication.ClientIdentity;
import dev.incusoperator.client.IncusException;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads certificates and keys out of Secrets. No message holds a value of one. */
@ApplicationScoped
public class Credentials {
    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";

    private final Clock clock;

    public Credentials(Clock clock) {
        this.clock = clock;
    }

    /** A Secret does not hold what it should; the message says which, what, and what to do. */
    static class Invalid extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message, null, false, false);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /** A Secret is not there at all. */
    static final class Missing extends Invalid {
        private static final long serialVersionUID = 1L;

        Missing(String message) {
            super(message);
        }
    }

    /** Who the operator is to a host, and until when. {@code expiry} is the sentence about that. */
    record ClientCertificate(ClientIdentity identity, Instant notAfter, boolean expired, String expiry) {}

    /** @throws Invalid where the Secret is missing, lacks a key, is no PEM, or holds a key of another certificate */
    ClientCertificate client(@Nullable ClientCertificateSource source, SecretReader secrets) {
        if (source == null) {
            throw new Invalid(
                    "spec.https.clientCertificate is missing: name a Secret of type kubernetes.io/tls with the"
                            + " client certificate and its key");
        }
        String name = source.secretRef().name();
        String where = "Secret " + secrets.namespace() + "/" + name;
        Secret secret = secret(name, "spec.https.clientCertificate", secrets);
        ClientIdentity identity;
        try {
            identity = ClientIdentity.ofPem(value(secret, CERTIFICATE, where), value(secret, KEY, where));
        } catch (IncusException.InvalidCredentials e) {
            throw new Invalid(where + ": " + e.getMessage());
        }
        Instant notAfter = identity.chain().get(0).getNotAfter().toInstant();
        return new ClientCertificate(
                identity,
                notAfter,
                notAfter.isBefore(clock.instant()),
                "the client certificate in " + where + " expired on " + notAfter
                        + ": put a new one there, and add it to the server's trust store");
    }

    /** @throws Invalid where the Secret or its key is missing */
    String value(SecretKeyRef ref, SecretReader secrets) {
        return value(
                secret(ref.name(), "spec.https", secrets),
                ref.key(),
                "Secret " + secrets.namespace() + "/" + ref.name());
    }

    private static Secret secret(String name, String field, SecretReader secrets) {
        String where = "Secret " + secrets.namespace() + "/" + name;
        try {
            return secrets.find(name)
                    .orElseThrow(() -> new Missing(
                            where + ", which " + field + " names, does not exist: create it in that namespace"));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                throw new Invalid("the operator may not read " + where + ": allow its ServiceAccount to get it");
            }
            throw e;
        }
    }

    private static String value(Secret secret, String key, String where) {
        String encoded = secret.getData() == null ? null : secret.getData().get(key);
        if (encoded == null || encoded.isEmpty()) {
            throw new Invalid(where + " has no key " + key
                    + (key.startsWith("tls.")
                            ? ": it should be of type kubernetes.io/tls"
                            : ": add it, or name another"));
        }
        try {
            return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Invalid(where + ": the value of " + key + " is not base64");
        }
    }
}
