package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.client.support.ServerTokens;
import dev.incusoperator.deploy.AuditLog;
import dev.incusoperator.deploy.Grant;
import dev.incusoperator.deploy.GrantedRights;
import dev.incusoperator.deploy.Kustomize;
import dev.incusoperator.deploy.Right;
import dev.incusoperator.deploy.RightsBalance;
import dev.incusoperator.deploy.Use;
import dev.incusoperator.kube.AuditedKube;
import dev.incusoperator.kube.OperatorProcess;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.SimulatedHost;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestReporter;

/**
 * The account that {@code deploy/kustomize} makes has the rights that the operator uses, and no others: its operator is run
 * under that account through all that it does, and the API server's audit log is held against the roles.
 */
@Tag(Servers.KUBE)
@org.junit.jupiter.api.TestInstance(Lifecycle.PER_CLASS)
class RightsIT {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration END_LIMIT = Duration.ofSeconds(90);
    private static final String TEAM = "team";

    /** Asked for by the Java Operator SDK before it elects a leader, and never used: it renews the lease by patch. */
    private static final Grant DEMANDED =
            new Grant(Installation.NAMESPACE, new Right("coordination.k8s.io", "leases", "update"));

    private final String mark = UUID.randomUUID().toString().substring(0, 8);
    private AuditedKube kube;
    private HttpsPlace place;
    private Installation installation;

    @BeforeAll
    void install() {
        assumeTrue(OperatorProcess.isBuilt(), "the operator is not built: mvn package builds it");
        assumeTrue(Kustomize.kubectl().isPresent(), "no kubectl in KUBEBUILDER_ASSETS or on the PATH");
        kube = AuditedKube.orSkip();
        place = System.getenv("INCUS_OPERATOR_TEST_INCUS_URL") != null
                ? new RealPlace(Product.INCUS, By.HTTPS)
                : new SimulatedPlace(SimulatedHost.builder().start(), By.HTTPS);
        installation = Installation.of(kube, "remote");
        kube.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(TEAM)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterAll
    void leave_nothing() {
        if (place != null) {
            place.close();
        }
        if (kube != null) {
            kube.close();
        }
    }

    @Test
    void every_right_of_the_account_is_used_and_none_is_missing(TestReporter reporter) {
        Servers.ranOn(reporter, kube.name());
        Servers.ranOn(reporter, placeName());
        int before = kube.auditLog().size();
        try (OperatorProcess operator = installation.startOperator()) {
            operator.awaitReady(START_LIMIT);
            doAllThatItDoes();
            assertThat(operator.terminate(END_LIMIT)).isTrue();
        }
        Set<Grant> grants =
                new HashSet<>(GrantedRights.of(installation.objects(), Installation.NAMESPACE, Installation.ACCOUNT));
        assertThat(grants).contains(DEMANDED);
        grants.remove(DEMANDED);
        List<Use> uses = AuditLog.uses(kube.auditLog().stream().skip(before), Installation.USER);

        RightsBalance balance = RightsBalance.of(grants, uses, Installation.NAMESPACE);

        assertThat(balance).isEqualTo(new RightsBalance(List.of(), List.of()));
    }

    /** Were it to start without, the right would have to go. */
    @Test
    void the_one_right_that_it_never_uses_is_one_that_it_does_not_start_without(TestReporter reporter) {
        Servers.ranOn(reporter, kube.name());
        kube.client()
                .rbac()
                .roles()
                .inNamespace(Installation.NAMESPACE)
                .withName("incus-operator")
                .edit(role -> {
                    role.getRules().forEach(rule -> rule.getVerbs().remove("update"));
                    return role;
                });
        try (OperatorProcess operator = installation.startOperator()) {
            assertThat(operator.awaitEnd(END_LIMIT)).isTrue();
            assertThat(operator.exitCode()).isEqualTo(1);
            assertThat(operator.logTail(50))
                    .noneMatch(line -> line.startsWith("\tat "))
                    .anyMatch(line -> line.contains("to lease") && line.contains("[update]"));
        } finally {
            installation.apply();
        }
    }

    private String placeName() {
        return place instanceof RealPlace
                ? "Incus " + System.getenv("INCUS_OPERATOR_TEST_INCUS_VERSION") + " (https)"
                : "simulated host";
    }

    private void doAllThatItDoes() {
        try (ServerTokens tokens = new ServerTokens(place.client())) {
            String token = tokens.make("rights-" + mark);
            TestHost shared = enrolledHost("shared", token);
            shared.awaitReady("Connected");
            TestHost own = hostOfTheTeam();
            TestInstance first = instance(shared, "first");
            TestInstance second = instance(own, "second");
            try {
                first.awaitExec("configure", ExecState.SUCCEEDED);
                first.awaitReady();
                second.awaitReady();
                enrolledHost("late", token).awaitReady("InvalidCredentials");
                deleteWhileOthersWriteToo(List.of(first, second), List.of(shared, own));
            } finally {
                HostAdmin admin = new HostAdmin(place);
                List.of(first, second).stream()
                        .filter(instance -> admin.find(instance.ref()).isPresent())
                        .forEach(instance -> admin.delete(instance.ref()));
            }
        }
    }

    /** A ClusterIncusHost that is trusted by a token. */
    private TestHost enrolledHost(String name, String token) {
        secret(Installation.NAMESPACE, name + "-token", "Opaque", Map.of("token", token));
        TestHost host = new TestHost(kube.client(), HostKind.CLUSTER_INCUS_HOST, "", name);
        host.create(
                HttpsPlace.connection(place.url(), name + "-client", "{fingerprint: " + place.serverFingerprint() + "}")
                        + "  trustToken: {secretRef: {name: " + name + "-token, key: token}}\n"
                        + "access: [{name: team, namespaces: {names: [" + TEAM + "]}}]");
        return host;
    }

    /** An IncusHost with a Secret of its namespace. */
    private TestHost hostOfTheTeam() {
        secret(TEAM, "client", "kubernetes.io/tls", place.trustedClient());
        TestHost host = new TestHost(kube.client(), HostKind.INCUS_HOST, TEAM, "own");
        host.create(HttpsPlace.connection(place.url(), "client", "{fingerprint: " + place.serverFingerprint() + "}"));
        return host;
    }

    /** With a command that has values from a Secret and from a ConfigMap. */
    private TestInstance instance(TestHost host, String name) {
        secret(TEAM, name, "Opaque", Map.of("password", "correct horse"));
        kube.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(TEAM)
                        .withName(name)
                        .endMetadata()
                        .withData(Map.of("mode", "production"))
                        .build())
                .create();
        TestInstance made = new TestInstance(kube.client(), TEAM, name, new InstanceRef("default", name + "-" + mark));
        made.create("""
                hostRef: %s
                instanceName: %s
                image: {alias: busybox}
                timeouts: {stop: 20s}
                exec:
                - name: configure
                  command: [sh, -c, 'test "$PASSWORD" = "correct horse" && test "$MODE" = production']
                  env:
                  - {name: PASSWORD, valueFrom: {secretKeyRef: {name: %s, key: password}}}
                  - {name: MODE, valueFrom: {configMapKeyRef: {name: %s, key: mode}}}
                """.formatted(host.ref(), made.ref().name(), name, name));
        return made;
    }

    private void secret(String namespace, String name, String type, Map<String, String> values) {
        kube.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withType(type)
                        .withStringData(values)
                        .build())
                .create();
    }

    /** A finalizer that cannot be taken away because the resource has changed meanwhile: it reads it anew and tries again. */
    private void deleteWhileOthersWriteToo(List<TestInstance> instances, List<TestHost> hosts) {
        try (var heldHosts = HeldFinalizers.of(kube.client(), "incushosts", "clusterincushosts")) {
            try (var heldInstances = HeldFinalizers.of(kube.client(), "incusinstances")) {
                instances.forEach(TestInstance::delete);
                instances.forEach(instance -> awaitRead("incusinstances", instance.name()));
            }
            instances.forEach(TestInstance::awaitGone);
            hosts.forEach(TestHost::delete);
            hosts.forEach(host -> awaitRead(host.kindWord().toLowerCase(Locale.ROOT) + "s", host.name()));
        }
        hosts.forEach(host -> Eventually.isSo(host.name() + " is gone", () -> !host.exists()));
    }

    private void awaitRead(String resource, String name) {
        Eventually.isSo(
                name + " is read anew",
                () -> AuditLog.uses(kube.auditLog().stream(), Installation.USER).stream()
                        .anyMatch(use -> use.name().equals(name)
                                && use.right().equals(new Right("incusoperator.dev", resource, "get"))));
    }
}
