package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.api.v1alpha1.ClientCertificateSource;
import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.HttpsConnection;
import dev.incusoperator.api.v1alpha1.SecretKeyRef;
import dev.incusoperator.api.v1alpha1.SecretRef;
import dev.incusoperator.api.v1alpha1.ServerVerification;
import dev.incusoperator.api.v1alpha1.TrustTokenSource;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.RequestGate;
import dev.incusoperator.client.contract.RealServer;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.client.support.ServerTokens;
import dev.incusoperator.host.Host.Health;
import dev.incusoperator.host.HostDeclaration.Access;
import dev.incusoperator.kube.TestKube;
import dev.incusoperator.kube.TestNamespace;
import dev.incusoperator.report.Servers;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host that is enrolled with by a trust token: on both products, with Secrets in a Kubernetes API. */
class HostEnrolmentTest {
    private static final String KEYS = "edge-client";

    private final TestKube kube = TestKube.get();
    private final ClientConnector connector = new ClientConnector(FixedSettings.defaults(), () -> true);
    private TestNamespace namespace;
    private RealServer server;
    private ServerTokens tokens;

    @BeforeEach
    void make_a_namespace() {
        namespace = kube.freshNamespace();
    }

    @AfterEach
    void forget_who_was_enrolled() {
        if (tokens != null) {
            tokens.close();
        }
        namespace.close();
    }

    private void on(Product product, TestReporter reporter) {
        server = RealServer.orSkip(product, By.HTTPS);
        tokens = new ServerTokens(RealServer.orSkip(product, By.SOCKET).client());
        Servers.ranOn(reporter, product + " " + server.variable("VERSION"));
        Servers.ranOn(reporter, kube.name());
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void key_and_certificate_are_kept_in_the_named_secret_and_the_token_is_not_needed_again(
            Product product, TestReporter reporter) {
        on(product, reporter);
        token(tokens.make("enrolled"));

        assertThat(trusted(resolve())).isTrue();

        Secret kept = keys().orElseThrow();
        assertThat(kept.getType()).isEqualTo("kubernetes.io/tls");
        assertThat(kept.getData()).containsOnlyKeys("tls.crt", "tls.key");
        assertThat(kept.getMetadata().getAnnotations()).isNullOrEmpty();

        token("bm90IGEgdG9rZW4=");
        assertThat(trusted(resolve())).isTrue();
        assertThat(keys().orElseThrow().getData()).isEqualTo(kept.getData());
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void one_that_was_killed_in_between_goes_on_with_the_same_key(Product product, TestReporter reporter) {
        on(product, reporter);
        String text = tokens.make("enrolled");
        token(text);
        resolve();
        Secret kept = keys().orElseThrow();
        namespace
                .client()
                .secrets()
                .inNamespace(namespace.name())
                .resource(new SecretBuilder(kept)
                        .editMetadata()
                        .withResourceVersion(null)
                        .addToAnnotations("incusoperator.dev/enrolment-begun", "true")
                        .endMetadata()
                        .build())
                .update();

        assertThat(trusted(resolve())).isTrue();

        assertThat(keys().orElseThrow().getData()).isEqualTo(kept.getData());
        assertThat(keys().orElseThrow().getMetadata().getAnnotations()).isNullOrEmpty();
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_token_that_is_refused_leaves_no_secret(Product product, TestReporter reporter) {
        on(product, reporter);
        String used = tokens.make("enrolled");
        token(used);
        resolve();
        namespace
                .client()
                .secrets()
                .inNamespace(namespace.name())
                .withName(KEYS)
                .delete();

        assertThat(refusal(resolve())).contains("used already").contains("make a new one");
        assertThat(keys()).isEmpty();

        token(ServerTokens.forged(
                used, "\"fingerprint\":\"[0-9a-f]{64}\"", "\"fingerprint\":\"" + "ab".repeat(32) + "\""));
        assertThat(refusal(resolve())).contains("this is another");
        assertThat(keys()).isEmpty();

        token("bm90IGEgdG9rZW4=");
        assertThat(refusal(resolve())).contains("trust token").contains("paste all of it");
        assertThat(keys()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_secret_that_somebody_has_put_there_meanwhile_stays_when_the_token_is_refused(
            Product product, TestReporter reporter) {
        on(product, reporter);
        String used = tokens.make("enrolled");
        token(used);
        resolve();
        Secret theirs = keys().orElseThrow();
        secret(KEYS).delete();
        Connector whileItsTokenIsSent = (access, gate) -> {
            if (access.authentication().identity() != null) {
                secret(KEYS).delete();
                namespace
                        .client()
                        .resource(new SecretBuilder(theirs)
                                .editMetadata()
                                .withResourceVersion(null)
                                .withUid(null)
                                .endMetadata()
                                .build())
                        .create();
            }
            return connector.open(access, gate);
        };

        HostEnrolment enrolment = new HostEnrolment(
                namespace.client(), new Credentials(Clock.systemUTC()), whileItsTokenIsSent, Clock.systemUTC());
        assertThatThrownBy(() -> enrolment.enrol(
                        spec().https(),
                        new Verification.PinnedFingerprint(server.variable("SERVER_FINGERPRINT")),
                        false,
                        secrets()))
                .isInstanceOf(Credentials.Invalid.class)
                .hasMessageContaining("used already");

        assertThat(keys().orElseThrow().getData()).isEqualTo(theirs.getData());
    }

    private Resource<Secret> secret(String name) {
        return namespace.client().secrets().inNamespace(namespace.name()).withName(name);
    }

    private AccessResolver.Resolved resolve() {
        Credentials credentials = new Credentials(Clock.systemUTC());
        HostEnrolment enrolment = new HostEnrolment(namespace.client(), credentials, connector, Clock.systemUTC());
        Enrolments enrolments = new Enrolments(enrolment, Clock.systemUTC());
        AccessResolver resolver = new AccessResolver(FixedSettings.defaults(), credentials, enrolments);
        HostKey host = new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "edge");
        try {
            return await().atMost(Duration.ofMinutes(1))
                    .until(
                            () -> resolver.resolve(host, spec(), secrets(), 0),
                            resolved -> !(resolved.access() instanceof Access.Pending));
        } finally {
            enrolments.close();
        }
    }

    private HostSpec spec() {
        HttpsConnection https = new HttpsConnection(
                List.of(server.variable("URL")),
                new ClientCertificateSource(new SecretRef(KEYS)),
                new TrustTokenSource(new SecretKeyRef("token", "token")),
                new ServerVerification(null, server.variable("SERVER_FINGERPRINT"), null, null, null));
        return new HostSpec(null, https, null, null, null, null, null);
    }

    private boolean trusted(AccessResolver.Resolved resolved) {
        assertThat(resolved.access()).isInstanceOf(Access.Connect.class);
        try (IncusClient client = connector.open((Access.Connect) resolved.access(), RequestGate.open())) {
            return client.server().get().trusted();
        }
    }

    private static String refusal(AccessResolver.Resolved resolved) {
        assertThat(resolved.access()).isInstanceOf(Access.Refused.class);
        Health.Failed why = ((Access.Refused) resolved.access()).why();
        assertThat(why.reason()).isEqualTo("InvalidCredentials");
        return why.message();
    }

    private void token(String text) {
        namespace
                .client()
                .secrets()
                .inNamespace(namespace.name())
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace.name())
                        .withName("token")
                        .endMetadata()
                        .addToData("token", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                        .build())
                .createOr(secret -> secret.update());
    }

    private Optional<Secret> keys() {
        return secrets().find(KEYS);
    }

    private SecretReader secrets() {
        return new SecretReader() {
            @Override
            public String namespace() {
                return namespace.name();
            }

            @Override
            public Optional<Secret> find(String name) {
                return Optional.ofNullable(namespace
                        .client()
                        .secrets()
                        .inNamespace(namespace.name())
                        .withName(name)
                        .get());
            }
        };
    }
}
