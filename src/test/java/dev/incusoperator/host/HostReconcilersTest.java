package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.ClientCertificateSource;
import dev.incusoperator.api.v1alpha1.ClusterIncusHost;
import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.HostStatus;
import dev.incusoperator.api.v1alpha1.HttpsConnection;
import dev.incusoperator.api.v1alpha1.IncusHost;
import dev.incusoperator.api.v1alpha1.SecretKeyRef;
import dev.incusoperator.api.v1alpha1.SecretRef;
import dev.incusoperator.api.v1alpha1.ServerVerification;
import dev.incusoperator.api.v1alpha1.SocketConnection;
import dev.incusoperator.api.v1alpha1.TrustTokenSource;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.support.ServerTokens;
import dev.incusoperator.client.support.TestCertificate;
import dev.incusoperator.kube.TestKube;
import dev.incusoperator.kube.TestNamespace;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.Calls;
import dev.incusoperator.simulated.Fault;
import dev.incusoperator.simulated.SimulatedHost;
import dev.incusoperator.simulated.TestIdentity;
import dev.incusoperator.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.ConfigurationService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From the resource to the connection and back into its status. */
@Tag(Servers.KUBE)
@Tag(Servers.SIMULATED)
class HostReconcilersTest {
    private final KubernetesClient kubernetes = TestKube.get().client();
    private final KnownUsage usage = new KnownUsage();
    private SimulatedHost server;
    private TestNamespace namespace;
    private FixedSettings settings;
    private HostOperator operator;
    private String name;

    @BeforeEach
    void start() {
        server = SimulatedHost.builder().start();
        namespace = TestKube.get().freshNamespace();
        name = namespace.name();
        settings = FixedSettings.defaults().in(name).namespaced(true, true);
        operator = new HostOperator(kubernetes, settings, usage);
    }

    @AfterEach
    void stop() {
        operator.close();
        kubernetes.resources(ClusterIncusHost.class).withName(name).delete();
        kubernetes.resources(IncusHost.class).inNamespace(name).delete();
        namespace.close();
        server.close();
    }

    @Test
    void a_host_over_a_socket_is_connected_and_says_what_it_is() {
        apply(overSocket(null));

        HostStatus status = ready(HostReason.CONNECTED);

        assertThat(Objects.requireNonNull(status.server()).product()).isEqualTo("incus");
        assertThat(status.server().fingerprint()).isEqualTo(server.serverFingerprint());
        assertThat(Conditions.find(status.conditions(), "Ready").orElseThrow().getMessage())
                .startsWith("Connected to Incus ");
        assertThat(operator.hosts.synced()).isTrue();
    }

    @Test
    void a_restart_of_the_operator_writes_nothing() {
        apply(overSocket(null));
        ready(HostReason.CONNECTED);
        String version = cluster().getMetadata().getResourceVersion();

        operator.close();
        operator = new HostOperator(kubernetes, settings, usage);
        await().until(() -> operator.hosts.find(key()).isPresent());
        HostRig.connected(operator.hosts.find(key()).orElseThrow());
        apply(annotated("incusoperator.dev/poke", "1"));
        String poked = cluster().getMetadata().getResourceVersion();
        apply(annotated("incusoperator.dev/poke", "1"));

        assertThat(poked).isNotEqualTo(version);
        await().during(Duration.ofMillis(500))
                .until(() -> poked.equals(cluster().getMetadata().getResourceVersion()));
    }

    @Test
    void a_secret_takes_effect_when_it_comes_and_when_it_changes() {
        apply(overHttps("client", server.serverFingerprint()));
        assertThat(message(ready(HostReason.INVALID_CREDENTIALS)))
                .contains("Secret " + name + "/client", "does not exist");

        secret("client", "tls.crt", "not PEM", "tls.key", "not PEM");
        await().untilAsserted(() -> assertThat(message(status())).contains("client certificate"));

        secret("client", server.clientIdentity());
        HostStatus connected = ready(HostReason.CONNECTED);
        assertThat(connected.clientCertificateNotAfter()).isNotNull();

        TestIdentity rotated = server.trust("rotated");
        secret("client", rotated);
        await().untilAsserted(() -> assertThat(server.calls().journal())
                .extracting(Calls.Entry::caller)
                .contains(rotated.fingerprint()));
        ready(HostReason.CONNECTED);
    }

    @Test
    void the_connection_outlives_its_secret() {
        secret("client", server.clientIdentity());
        apply(overHttps("client", server.serverFingerprint()));
        ready(HostReason.CONNECTED);

        kubernetes.secrets().inNamespace(name).withName("client").delete();
        apply(annotated("incusoperator.dev/poke", "1"));

        await().during(Duration.ofMillis(500))
                .until(() -> operator.hosts.find(key()).orElseThrow().client().isPresent());
    }

    @Test
    void another_server_is_told_of_and_accepted_by_an_annotation() {
        apply(overSocket(null));
        ready(HostReason.CONNECTED);
        String first = server.serverFingerprint();

        server.becomeAnotherServer();
        HostStatus changed = ready(HostReason.HOST_CHANGED);
        assertThat(Objects.requireNonNull(changed.server()).fingerprint()).isEqualTo(first);
        apply(annotated(Api.ACCEPT_SERVER, server.serverFingerprint()));

        assertThat(Objects.requireNonNull(ready(HostReason.CONNECTED).server()).fingerprint())
                .isEqualTo(server.serverFingerprint());
    }

    @Test
    void a_host_in_use_stays_until_it_is_not() {
        apply(overSocket(null));
        ready(HostReason.CONNECTED);
        usage.use(key(), true);
        await().until(() -> cluster().hasFinalizer(Api.HOST_FINALIZER));

        kubernetes.resources(ClusterIncusHost.class).withName(name).delete();
        await().untilAsserted(() -> assertThat(message(status())).contains("waits until no IncusInstance uses it"));
        assertThat(operator.hosts.find(key()).orElseThrow().client()).isPresent();
        usage.use(key(), false);

        await().until(() ->
                kubernetes.resources(ClusterIncusHost.class).withName(name).get() == null);
        await().until(() -> operator.hosts.find(key()).isEmpty());
    }

    @Test
    void an_operator_that_does_not_know_yet_who_uses_a_host_neither_lets_it_go_nor_takes_its_finalizer() {
        apply(overSocket(null));
        usage.use(key(), true);
        await().until(() -> cluster().hasFinalizer(Api.HOST_FINALIZER));
        operator.close();
        usage.unknown();

        operator = new HostOperator(kubernetes, settings, usage);
        kubernetes.resources(ClusterIncusHost.class).withName(name).delete();
        await().untilAsserted(() -> assertThat(message(status())).contains("waits until no IncusInstance uses it"));
        assertThat(cluster().hasFinalizer(Api.HOST_FINALIZER)).isTrue();
        assertThat(operator.hosts.find(key())).isPresent();

        usage.use(key(), false);
        usage.known();
        await().until(() ->
                kubernetes.resources(ClusterIncusHost.class).withName(name).get() == null);
    }

    @Test
    void a_host_that_resources_of_another_operator_use_is_not_let_go() {
        apply(overSocket(null));
        usage.use(key(), true);
        await().until(() -> cluster().hasFinalizer(Api.HOST_FINALIZER));
        usage.useElsewhere(key(), true);

        usage.use(key(), false);
        kubernetes.resources(ClusterIncusHost.class).withName(name).delete();

        await().untilAsserted(() -> assertThat(message(status())).contains("waits until no IncusInstance uses it"));
        assertThat(cluster().hasFinalizer(Api.HOST_FINALIZER)).isTrue();

        usage.useElsewhere(key(), false);
        usage.use(key(), true);
        usage.use(key(), false);
        await().until(() ->
                kubernetes.resources(ClusterIncusHost.class).withName(name).get() == null);
    }

    @Test
    void a_host_that_nobody_uses_goes_at_once() {
        apply(overSocket(null));
        ready(HostReason.CONNECTED);

        kubernetes.resources(ClusterIncusHost.class).withName(name).delete();

        await().until(() -> operator.hosts.find(key()).isEmpty());
        await().until(server::eventListeners, count -> count == 0);
    }

    @Test
    void a_paused_host_says_so_while_it_is() {
        apply(overSocket(true));
        ready(HostReason.CONNECTED);
        await().until(() -> Conditions.find(status().conditions(), "Paused").isPresent());

        apply(overSocket(null));

        await().until(() -> Conditions.find(status().conditions(), "Paused").isEmpty());
    }

    @Test
    void a_namespace_brings_a_host_along_with_its_own_secret() {
        secret("mine", server.clientIdentity());
        own("own");

        awaitOwn("own", HostReason.CONNECTED);
        HostRig.connected(operator.hosts
                .find(new HostKey(HostKind.INCUS_HOST, name, "own"))
                .orElseThrow());
    }

    @Test
    void a_namespace_has_so_many_hosts_and_one_that_goes_leaves_its_place_to_the_next() {
        operator.close();
        operator = new HostOperator(kubernetes, settings.mostPerNamespace(2), usage);
        secret("mine", server.clientIdentity());
        own("a");
        own("b");
        awaitOwn("a", HostReason.CONNECTED);
        awaitOwn("b", HostReason.CONNECTED);

        own("c");
        awaitOwn("c", HostReason.LIMIT_EXCEEDED);
        assertThat(message(ownHost("c").getStatus()))
                .contains("only the oldest 2", "incus-operator.namespaced-hosts.max-per-namespace");
        assertThat(reason(ownHost("a"))).contains("Connected");
        assertThat(reason(ownHost("b"))).contains("Connected");

        kubernetes.resources(IncusHost.class).inNamespace(name).withName("a").delete();
        awaitOwn("c", HostReason.CONNECTED);
    }

    @Test
    void a_host_is_enrolled_with_by_a_token_and_connected_to() {
        secret("token", "token", token(server));

        apply(host(enrolled(server, "keys")));

        assertThat(ready(HostReason.CONNECTED).clientCertificateNotAfter()).isNotNull();
        assertThat(kubernetes.secrets().inNamespace(name).withName("keys").get().getData())
                .containsOnlyKeys("tls.crt", "tls.key");
    }

    @Test
    void an_enrolment_that_failed_is_told_and_tried_again_with_another_token() {
        secret("token", "token", "bm90IGEgdG9rZW4=");
        apply(host(enrolled(server, "keys")));
        assertThat(message(ready(HostReason.INVALID_CREDENTIALS))).contains("trust token");

        secret("token", "token", token(server));

        ready(HostReason.CONNECTED);
    }

    @Test
    void enrolments_that_hang_leave_the_other_hosts_their_threads() {
        operator.close();
        operator =
                new HostOperator(kubernetes, settings.mostPerNamespace(1024).callTimeout(Duration.ofHours(1)), usage);
        SimulatedHost hanging = SimulatedHost.builder().start();
        try {
            secret("token", "token", token(hanging));
            hanging.faults().always("GET", "/1.0", Fault.hang());
            IntStream.rangeClosed(0, ConfigurationService.DEFAULT_RECONCILIATION_THREADS_NUMBER)
                    .forEach(i -> kubernetes
                            .resource(own("hangs-" + i, enrolled(hanging, "keys-" + i)))
                            .create());
            await().until(() -> hanging.calls().count("GET", "/1.0") > 0);

            apply(overSocket(null));

            ready(HostReason.CONNECTED);
        } finally {
            operator.close();
            hanging.close();
        }
    }

    @Test
    void what_happens_to_a_host_is_told_in_events() {
        server.faults().refuseConnections();
        apply(overSocket(null));
        ready(HostReason.UNREACHABLE);
        server.faults().acceptConnections();
        ready(HostReason.CONNECTED);

        await().untilAsserted(() -> assertThat(
                        kubernetes.v1().events().inNamespace("default").list().getItems())
                .filteredOn(event -> name.equals(event.getInvolvedObject().getName()))
                .extracting(event -> event.getType() + " " + event.getReason())
                .contains("Warning Unreachable", "Normal Connected"));
    }

    @Test
    void a_client_certificate_that_expires_soon_is_told_by_condition_event_and_metric() {
        TestCertificate soon = TestCertificate.selfSigned();
        secret("client", "tls.crt", soon.pem(), "tls.key", soon.keyPem());
        apply(overHttps("client", server.serverFingerprint()));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(Conditions.find(status().conditions(), "ClientCertificateExpiring"))
                        .map(Condition::getReason)
                        .contains("ExpiresSoon"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> operator.meters
                                .find(CertificateGauges.NAME)
                                .tag("host", name)
                                .gauge()
                        != null);
        assertThat(operator.meters
                        .get(CertificateGauges.NAME)
                        .tag("host", name)
                        .gauge()
                        .value())
                .isEqualTo(soon.certificate().getNotAfter().toInstant().getEpochSecond());
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(kubernetes
                                .v1()
                                .events()
                                .inNamespace("default")
                                .list()
                                .getItems())
                        .filteredOn(
                                event -> name.equals(event.getInvolvedObject().getName()))
                        .extracting(event -> event.getType() + " " + event.getReason())
                        .contains("Warning ExpiresSoon"));
    }

    private void own(String host) {
        kubernetes
                .resource(
                        own(host, overHttps("mine", server.serverFingerprint()).getSpec()))
                .create();
    }

    private IncusHost own(String host, HostSpec spec) {
        IncusHost own = new IncusHost();
        own.setMetadata(
                new ObjectMetaBuilder().withNamespace(name).withName(host).build());
        own.setSpec(spec);
        return own;
    }

    private IncusHost ownHost(String host) {
        return kubernetes
                .resources(IncusHost.class)
                .inNamespace(name)
                .withName(host)
                .get();
    }

    private void awaitOwn(String host, HostReason reason) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(reason(ownHost(host))).contains(reason.word()));
    }

    private static String token(SimulatedHost host) {
        try (IncusClient admin =
                IncusClient.builder().target(host.socketPath().toString()).build()) {
            return new ServerTokens(admin).make("operator");
        }
    }

    private static HostSpec enrolled(SimulatedHost host, String secret) {
        return new HostSpec(
                null,
                new HttpsConnection(
                        List.of(host.url()),
                        new ClientCertificateSource(new SecretRef(secret)),
                        new TrustTokenSource(new SecretKeyRef("token", "token")),
                        new ServerVerification(null, host.serverFingerprint(), null, null, null)),
                null,
                null,
                null,
                null,
                null);
    }

    private HostKey key() {
        return new HostKey(HostKind.CLUSTER_INCUS_HOST, "", name);
    }

    private ClusterIncusHost overSocket(Boolean paused) {
        return host(new HostSpec(
                new SocketConnection(server.socketPath().toString()), null, null, null, null, null, paused));
    }

    private ClusterIncusHost overHttps(String secret, String fingerprint) {
        return host(new HostSpec(
                null,
                new HttpsConnection(
                        List.of(server.url()),
                        new ClientCertificateSource(new SecretRef(secret)),
                        null,
                        new ServerVerification(null, fingerprint, null, null, null)),
                null,
                null,
                null,
                null,
                null));
    }

    private ClusterIncusHost host(HostSpec spec) {
        ClusterIncusHost host = new ClusterIncusHost();
        host.setMetadata(new ObjectMetaBuilder().withName(name).build());
        host.setSpec(spec);
        return host;
    }

    private ClusterIncusHost annotated(String key, String value) {
        ClusterIncusHost host = host(cluster().getSpec());
        host.getMetadata().setAnnotations(Map.of(key, value));
        return host;
    }

    private void apply(ClusterIncusHost host) {
        kubernetes.resource(host).fieldManager("a-person").forceConflicts().serverSideApply();
    }

    private ClusterIncusHost cluster() {
        return kubernetes.resources(ClusterIncusHost.class).withName(name).get();
    }

    private HostStatus status() {
        return Optional.ofNullable(cluster().getStatus()).orElse(new HostStatus(null, null, null, null));
    }

    private HostStatus ready(HostReason reason) {
        await().untilAsserted(() ->
                assertThat(reason(cluster())).as(() -> message(status())).contains(reason.word()));
        return status();
    }

    private static Optional<String> reason(CustomResource<HostSpec, HostStatus> host) {
        return Optional.ofNullable(host.getStatus())
                .flatMap(status -> Conditions.find(status.conditions(), "Ready"))
                .map(Condition::getReason);
    }

    private static String message(HostStatus status) {
        return Conditions.find(status.conditions(), "Ready")
                .map(Condition::getMessage)
                .orElse("");
    }

    private void secret(String secret, TestIdentity identity) {
        secret(secret, "tls.crt", identity.certificatePem(), "tls.key", identity.keyPem());
    }

    private void secret(String secret, String... keysAndValues) {
        SecretBuilder builder = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(name)
                .withName(secret)
                .endMetadata();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            builder.addToData(
                    keysAndValues[i],
                    Base64.getEncoder().encodeToString(keysAndValues[i + 1].getBytes(StandardCharsets.UTF_8)));
        }
        kubernetes
                .resource(builder.build())
                .fieldManager("a-person")
                .forceConflicts()
                .serverSideApply();
    }
}
