package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.api.v1alpha1.ClientCertificateSource;
import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.HttpsConnection;
import dev.incusoperator.api.v1alpha1.SecretKeyRef;
import dev.incusoperator.api.v1alpha1.SecretRef;
import dev.incusoperator.api.v1alpha1.ServerVerification;
import dev.incusoperator.api.v1alpha1.SocketConnection;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.host.AccessResolver.Resolved;
import dev.incusoperator.host.HostDeclaration.Access;
import dev.incusoperator.simulated.TestIdentity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a host's spec and Secrets come to, and what is said where they come to nothing. */
class AccessResolverTest {
    private static final TestIdentity CLIENT = TestIdentity.client("operator");
    private static final TestIdentity OTHER = TestIdentity.client("other");
    private static final TestIdentity SERVER = TestIdentity.server("incus", "Linux Containers");
    private static final ServerVerification PINNED =
            new ServerVerification(null, SERVER.fingerprint(), null, null, null);

    private final Map<String, Secret> secrets = new HashMap<>();
    private FixedSettings settings = FixedSettings.defaults();
    private Clock clock = Clock.systemUTC();

    /** Not asked for anything: no host here has a trust token. */
    private final KubernetesClient kubernetes =
            new KubernetesClientBuilder().withConfig(Config.empty()).build();

    @AfterEach
    void close() {
        kubernetes.close();
    }

    @Test
    void a_cluster_host_may_name_a_socket() {
        Resolved resolved = resolve(HostKind.CLUSTER_INCUS_HOST, socket());

        assertThat(resolved.access())
                .isEqualTo(new Access.Connect(List.of("/run/incus/unix.socket"), null, false, 64L << 20));
    }

    @Test
    void a_namespaces_own_host_may_not() {
        assertThat(refused(HostReason.UNSUPPORTED, resolve(HostKind.INCUS_HOST, socket())))
                .contains("only a ClusterIncusHost may name one");
    }

    @Test
    void a_namespaces_own_host_may_be_turned_off() {
        settings = settings.namespaced(false, false);
        clientSecret();

        assertThat(refused(HostReason.UNSUPPORTED, resolve(HostKind.INCUS_HOST, https(PINNED))))
                .contains("incus-operator.namespaced-hosts.enabled");
        assertThat(resolve(HostKind.CLUSTER_INCUS_HOST, https(PINNED)).access()).isInstanceOf(Access.Connect.class);
    }

    @Test
    void a_host_beyond_those_that_a_namespace_may_have_is_told_the_setting_and_what_to_do() {
        settings = settings.mostPerNamespace(2);
        clientSecret();

        assertThat(connect(resolve(HostKind.INCUS_HOST, https(PINNED), 1))).isNotNull();
        assertThat(refused(HostReason.LIMIT_EXCEEDED, resolve(HostKind.INCUS_HOST, https(PINNED), 2)))
                .contains(
                        "namespace team has 2 older IncusHosts",
                        "only the oldest 2",
                        "incus-operator.namespaced-hosts.max-per-namespace",
                        "delete one");
    }

    @Test
    void only_a_namespaces_own_host_is_kept_from_local_addresses() {
        clientSecret();

        assertThat(connect(resolve(HostKind.INCUS_HOST, https(PINNED))).remoteOnly())
                .isTrue();
        assertThat(connect(resolve(HostKind.CLUSTER_INCUS_HOST, https(PINNED))).remoteOnly())
                .isFalse();
        settings = settings.namespaced(true, true);
        assertThat(connect(resolve(HostKind.INCUS_HOST, https(PINNED))).remoteOnly())
                .isFalse();
    }

    @Test
    void of_a_namespaces_own_host_less_is_read_at_a_time() {
        clientSecret();

        assertThat(connect(resolve(HostKind.INCUS_HOST, https(PINNED))).largestAnswer())
                .isEqualTo(settings.namespacedHosts().largestAnswer())
                .isLessThan(connect(resolve(HostKind.CLUSTER_INCUS_HOST, https(PINNED)))
                        .largestAnswer());
    }

    @Test
    void socket_and_https_exclude_each_other() {
        HostSpec both = new HostSpec(socket().socket(), https(PINNED).https(), null, null, null, null, null);
        HostSpec neither = new HostSpec(null, null, null, null, null, null, null);

        assertThat(refused(HostReason.UNSUPPORTED, resolve(HostKind.CLUSTER_INCUS_HOST, both)))
                .contains("exactly one");
        assertThat(refused(HostReason.UNSUPPORTED, resolve(HostKind.CLUSTER_INCUS_HOST, neither)))
                .contains("exactly one");
    }

    @Test
    void the_client_certificate_is_taken_from_its_secret_and_its_end_is_told() {
        clientSecret();

        Resolved resolved = resolve(HostKind.CLUSTER_INCUS_HOST, https(PINNED));

        assertThat(connect(resolved).authentication().identity().chain()).containsExactly(CLIENT.certificate());
        assertThat(resolved.certificateNotAfter())
                .contains(CLIENT.certificate().getNotAfter().toInstant().toString());
    }

    @Test
    void a_secret_that_is_missing_is_named() {
        Resolved resolved = resolve(HostKind.CLUSTER_INCUS_HOST, https(PINNED));

        assertThat(refused(HostReason.INVALID_CREDENTIALS, resolved))
                .contains("Secret operator/client", "spec.https.clientCertificate", "does not exist");
        assertThat(resolved.secretMissing()).isTrue();
    }

    @Test
    void a_secret_that_may_not_be_read_is_told_apart_from_one_that_is_not_there() {
        SecretReader forbidden = reader(name -> {
            throw new KubernetesClientException("forbidden", 403, null);
        });

        assertThat(refused(
                        HostReason.INVALID_CREDENTIALS,
                        resolver().resolve(key(HostKind.INCUS_HOST), https(PINNED), forbidden, 0)))
                .contains("may not read Secret operator/client");
    }

    @Test
    void an_api_server_that_does_not_answer_says_nothing_about_the_credentials() {
        SecretReader away = reader(name -> {
            throw new KubernetesClientException("gateway timeout", 504, null);
        });

        assertThatThrownBy(() -> resolver().resolve(key(HostKind.INCUS_HOST), https(PINNED), away, 0))
                .isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void a_secret_without_a_key_of_its_type_is_told_so() {
        secret("client", Map.of("tls.crt", CLIENT.certificatePem()));

        assertThat(refused(HostReason.INVALID_CREDENTIALS, resolve(HostKind.CLUSTER_INCUS_HOST, https(PINNED))))
                .contains("has no key tls.key", "kubernetes.io/tls");
    }

    @Test
    void what_is_no_pem_is_told_without_being_shown() {
        secret("client", Map.of("tls.crt", "hunter2", "tls.key", "hunter2"));

        assertThat(refused(HostReason.INVALID_CREDENTIALS, resolve(HostKind.CLUSTER_INCUS_HOST, https(PINNED))))
                .contains("Secret operator/client", "client certificate", "PEM")
                .doesNotContain("hunter2");
    }

    @Test
    void a_key_of_another_certificate_is_told() {
        secret("client", Map.of("tls.crt", CLIENT.certificatePem(), "tls.key", OTHER.keyPem()));

        assertThat(refused(HostReason.INVALID_CREDENTIALS, resolve(HostKind.CLUSTER_INCUS_HOST, https(PINNED))))
                .contains("client key", "does not belong to the client certificate");
    }

    @Test
    void a_certificate_that_has_expired_is_told_with_its_date() {
        clientSecret();
        clock = Clock.fixed(Instant.parse("2999-01-01T00:00:00Z"), ZoneOffset.UTC);

        Resolved resolved = resolve(HostKind.CLUSTER_INCUS_HOST, https(PINNED));

        assertThat(refused(HostReason.CERTIFICATE_EXPIRED, resolved))
                .contains(
                        "Secret operator/client",
                        CLIENT.certificate().getNotAfter().toInstant().toString());
        assertThat(resolved.certificateNotAfter()).isPresent();
    }

    @Test
    void a_server_certificate_that_is_no_pem_is_told() {
        clientSecret();

        assertThat(refused(
                        HostReason.INVALID_CREDENTIALS,
                        resolve(
                                HostKind.CLUSTER_INCUS_HOST,
                                https(new ServerVerification("not PEM", null, null, null, null)))))
                .contains("spec.https.server", "PEM");
    }

    @Test
    void a_fingerprint_that_is_none_is_told() {
        clientSecret();

        assertThat(refused(
                        HostReason.INVALID_CREDENTIALS,
                        resolve(
                                HostKind.CLUSTER_INCUS_HOST,
                                https(new ServerVerification(null, "abc", null, null, null)))))
                .contains("spec.https.server");
    }

    @Test
    void the_authority_is_taken_from_its_secret() {
        clientSecret();
        secret("ca", Map.of("ca.crt", SERVER.certificatePem()));

        Resolved resolved = resolve(
                HostKind.CLUSTER_INCUS_HOST,
                https(new ServerVerification(null, null, new SecretKeyRef("ca", "ca.crt"), null, null)));

        assertThat(connect(resolved).authentication().verification())
                .isEqualTo(new Verification.Authority(List.of(SERVER.certificate())));
    }

    @Test
    void the_secrets_that_a_host_names_are_all_known() {
        assertThat(AccessResolver.secretsNamedIn(
                        https(new ServerVerification(null, null, new SecretKeyRef("ca", "ca.crt"), null, null))))
                .containsExactlyInAnyOrder("client", "ca");
        assertThat(AccessResolver.secretsNamedIn(socket())).isEmpty();
        assertThat(AccessResolver.secretsNamedIn(null)).isEmpty();
    }

    private Resolved resolve(HostKind kind, HostSpec spec) {
        return resolve(kind, spec, 0);
    }

    private Resolved resolve(HostKind kind, HostSpec spec, int older) {
        return resolver().resolve(key(kind), spec, reader(name -> Optional.ofNullable(secrets.get(name))), older);
    }

    private static HostKey key(HostKind kind) {
        return new HostKey(kind, kind == HostKind.INCUS_HOST ? "team" : "", "edge");
    }

    private AccessResolver resolver() {
        Credentials credentials = new Credentials(clock);
        HostEnrolment enrolment =
                new HostEnrolment(kubernetes, credentials, new ClientConnector(settings, () -> true), clock);
        return new AccessResolver(settings, credentials, new Enrolments(enrolment, clock));
    }

    private static SecretReader reader(java.util.function.Function<String, Optional<Secret>> find) {
        return new SecretReader() {
            @Override
            public String namespace() {
                return "operator";
            }

            @Override
            public Optional<Secret> find(String name) {
                return find.apply(name);
            }
        };
    }

    private void clientSecret() {
        secret("client", Map.of("tls.crt", CLIENT.certificatePem(), "tls.key", CLIENT.keyPem()));
    }

    private void secret(String name, Map<String, String> data) {
        SecretBuilder secret =
                new SecretBuilder().withNewMetadata().withName(name).endMetadata();
        data.forEach((key, value) ->
                secret.addToData(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        secrets.put(name, secret.build());
    }

    private static HostSpec socket() {
        return new HostSpec(new SocketConnection("/run/incus/unix.socket"), null, null, null, null, null, null);
    }

    private static HostSpec https(ServerVerification server) {
        return new HostSpec(
                null,
                new HttpsConnection(
                        List.of("https://10.1.2.8:8443"),
                        new ClientCertificateSource(new SecretRef("client")),
                        null,
                        server),
                null,
                null,
                null,
                null,
                null);
    }

    private static Access.Connect connect(Resolved resolved) {
        return (Access.Connect) resolved.access();
    }

    private static String refused(HostReason reason, Resolved resolved) {
        Host.Health.Failed why = ((Access.Refused) resolved.access()).why();
        assertThat(why.reason()).isEqualTo(reason.word());
        return why.message();
    }
}
