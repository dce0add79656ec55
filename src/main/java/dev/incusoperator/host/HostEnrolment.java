package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.ClientCertificateSource;
import dev.incusoperator.api.v1alpha1.HttpsConnection;
import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.GeneratedIdentity;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.RequestGate;
import dev.incusoperator.client.TrustToken;
import dev.incusoperator.host.Credentials.ClientCertificate;
import dev.incusoperator.host.HostDeclaration.Access;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Has a host trust the operator, once, by a trust token: makes a key and a certificate, keeps them in the Secret that the
 * host names, and redeems the token with them. In this order: killed in between, the next process finds the Secret marked
 * as begun and redeems with the same key; a token that is refused takes the Secret with it.
 */
@ApplicationScoped
public class HostEnrolment {
    private static final String BEGUN = "incusoperator.dev/enrolment-begun";
    /** Of what the server says of itself. */
    private static final long LARGEST_ANSWER = 1L << 20;

    private static final String CLIENT_NAME = "incus-operator";

    private final KubernetesClient kubernetes;
    private final Credentials credentials;
    private final Connector connector;
    private final Clock clock;

    public HostEnrolment(KubernetesClient kubernetes, Credentials credentials, Connector connector, Clock clock) {
        this.kubernetes = kubernetes;
        this.credentials = credentials;
        this.connector = connector;
        this.clock = clock;
    }

    /** Whether there is something to do: a token, and no Secret yet, or one whose enrolment was begun and not finished. */
    boolean owed(HttpsConnection https, SecretReader secrets) {
        if (https.trustToken() == null || https.clientCertificate() == null) {
            return false;
        }
        Optional<Secret> secret =
                secrets.find(https.clientCertificate().secretRef().name());
        return secret.isEmpty() || begun(secret.get());
    }

    /**
     * @param verification how the host's spec wants the server to be known; the token's own fingerprint is held to as well
     * @throws Credentials.Invalid where the token or a right is missing, or the token is no good
     * @throws IncusException where the server could not be asked
     */
    ClientCertificate enrol(
            HttpsConnection https, Verification verification, boolean remoteOnly, SecretReader secrets) {
        TrustToken token = token(https, secrets);
        String name =
                Objects.requireNonNull(https.clientCertificate()).secretRef().name();
        Authentication anonymous = new Authentication(null, verification);
        try (IncusClient client = connector.open(access(https, anonymous, remoteOnly), RequestGate.open())) {
            // before anything is made: the server is there, and is the one that the host means
            client.server().get();
        }
        if (secrets.find(name).isEmpty()) {
            create(name, GeneratedIdentity.create(CLIENT_NAME), secrets.namespace());
        }
        ClientCertificate certificate = credentials.client(https.clientCertificate(), written(secrets));
        Authentication own = new Authentication(certificate.identity(), verification);
        try (IncusClient client = connector.open(access(https, own, remoteOnly), RequestGate.open())) {
            client.redeem(token);
        } catch (IncusException.TokenRefused refused) {
            withdraw(https.clientCertificate(), written(secrets), certificate);
            throw new Credentials.Invalid(String.valueOf(refused.getMessage()));
        }
        finish(name, secrets.namespace());
        return certificate;
    }

    private TrustToken token(HttpsConnection https, SecretReader secrets) {
        TrustToken token;
        try {
            token = TrustToken.parse(
                    credentials.value(Objects.requireNonNull(https.trustToken()).secretRef(), secrets));
        } catch (IncusException.InvalidCredentials e) {
            throw new Credentials.Invalid("spec.https.trustToken: " + e.getMessage());
        }
        Optional<Instant> expiry = token.expiresAt().filter(at -> at.isBefore(clock.instant()));
        if (expiry.isPresent()) {
            throw new Credentials.Invalid("spec.https.trustToken: the token expired on " + expiry.get()
                    + "; make a new one on the host (incus config trust add NAME)");
        }
        return token;
    }

    private static Access.Connect access(HttpsConnection https, Authentication who, boolean remoteOnly) {
        return new Access.Connect(List.copyOf(https.addresses()), who, remoteOnly, LARGEST_ANSWER);
    }

    /** The Secret is read from the server here: a watch may not have it yet. */
    private SecretReader written(SecretReader secrets) {
        return new SecretReader() {
            @Override
            public String namespace() {
                return secrets.namespace();
            }

            @Override
            public Optional<Secret> find(String name) {
                return Optional.ofNullable(kubernetes
                        .secrets()
                        .inNamespace(secrets.namespace())
                        .withName(name)
                        .get());
            }
        };
    }

    private static boolean begun(Secret secret) {
        Map<String, String> annotations = secret.getMetadata().getAnnotations();
        return annotations != null && annotations.containsKey(BEGUN);
    }

    private void create(String name, GeneratedIdentity identity, String namespace) {
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToAnnotations(BEGUN, "true")
                .endMetadata()
                .withType("kubernetes.io/tls")
                .addToData("tls.crt", base64(identity.certificatePem()))
                .addToData("tls.key", base64(identity.keyPem()))
                .build();
        allowed(
                "create",
                name,
                namespace,
                () -> kubernetes
                        .secrets()
                        .inNamespace(namespace)
                        .resource(secret)
                        .create());
    }

    private void finish(String name, String namespace) {
        allowed(
                "patch",
                name,
                namespace,
                () -> kubernetes
                        .secrets()
                        .inNamespace(namespace)
                        .withName(name)
                        .edit(secret -> new SecretBuilder(secret)
                                .editMetadata()
                                .removeFromAnnotations(BEGUN)
                                .endMetadata()
                                .build()));
    }

    /** Deletes what this enrolment has made, and nothing that somebody has put in its place meanwhile. */
    private void withdraw(ClientCertificateSource source, SecretReader secrets, ClientCertificate refused) {
        String name = source.secretRef().name();
        Optional<Secret> made = secrets.find(name).filter(HostEnrolment::begun);
        if (made.isEmpty() || !isSame(source, secrets, refused)) {
            return;
        }
        allowed("delete", name, secrets.namespace(), () -> {
            try {
                kubernetes.resource(made.get()).lockResourceVersion().delete();
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw e;
                }
            }
        });
    }

    private boolean isSame(ClientCertificateSource source, SecretReader secrets, ClientCertificate certificate) {
        try {
            return credentials
                    .client(source, secrets)
                    .identity()
                    .chain()
                    .equals(certificate.identity().chain());
        } catch (Credentials.Invalid e) {
            return false;
        }
    }

    private static void allowed(String verb, String name, String namespace, Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                throw new Credentials.Invalid("to enrol by a trust token the operator must " + verb + " the Secret "
                        + namespace + "/" + name + ", and may not: bind its ServiceAccount to the ClusterRole"
                        + " incus-operator-enrolment in that namespace (kubectl -n " + namespace
                        + " create rolebinding incus-operator-enrolment --clusterrole=incus-operator-enrolment"
                        + " --serviceaccount=incus-operator:incus-operator, where the first is the operator's namespace), or"
                        + " make the Secret yourself");
            }
            throw e;
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
