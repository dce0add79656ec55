package dev.incusoperator.e2e;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.deploy.AuditLog;
import dev.incusoperator.deploy.Use;
import dev.incusoperator.kube.AuditedKube;
import dev.incusoperator.kube.OperatorProcess;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An operator as it is installed, on hosts of its own, with all that it asks of Kubernetes written down. */
final class Books implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration END_LIMIT = Duration.ofSeconds(90);

    private final AuditedKube kube;
    private final Installation installation;
    private final Map<CountedPlace, TestHost> hosts = new HashMap<>();
    private final Map<CountedPlace, Account> residents = new HashMap<>();
    private OperatorProcess operator;

    Books(AuditedKube kube) {
        this.kube = kube;
        this.installation = Installation.of(kube, "remote");
        this.operator = started();
    }

    private OperatorProcess started() {
        OperatorProcess process = installation.startOperator();
        process.awaitReady(START_LIMIT);
        return process;
    }

    AuditedKube kube() {
        return kube;
    }

    /** As a ClusterIncusHost that lets everybody do everything, as fast as it can. */
    void declare(CountedPlace place) {
        String name = "host-" + UUID.randomUUID().toString().substring(0, 8);
        kube.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(Installation.NAMESPACE)
                        .withName(name)
                        .endMetadata()
                        .withType("kubernetes.io/tls")
                        .withStringData(place.place().trustedClient())
                        .build())
                .create();
        TestHost host = new TestHost(kube.client(), HostKind.CLUSTER_INCUS_HOST, "", name);
        host.create(HttpsPlace.connection(
                        place.place().url(),
                        name,
                        "{fingerprint: " + place.place().serverFingerprint() + "}")
                + """
                limits: {concurrentOperations: 64, requestsPerSecond: 1000}
                access: [{name: all, namespaces: {selector: {}}, projects: ['*'], allow: {everything: true}}]
                """);
        host.awaitReady("Connected");
        hosts.put(place, host);
        Account resident = account(place);
        residents.put(place, resident);
        TestInstance first = resident.create(Account.NO_NETWORK);
        first.awaitReady();
        first.edit("config: {user.color: red}");
        first.awaitReady();
    }

    /** After this its host may go. */
    void withdraw(CountedPlace place) {
        residents.remove(place).close();
        hosts.remove(place).delete();
    }

    /** For one test. What the first instance on a host costs, and its first change, was spent for the resident one. */
    Account account(CountedPlace place) {
        String name = "t-" + UUID.randomUUID().toString().substring(0, 8);
        kube.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return new Account(this, place, hosts.get(place), name);
    }

    int mark() {
        return kube.auditLog().size();
    }

    List<Use> since(int mark) {
        return AuditLog.requests(kube.auditLog().stream().skip(mark), Installation.USER)
                .toList();
    }

    /** How often the operator has looked at an instance since it was started. */
    long reconciliations() {
        return new OperatorMetrics(operator).reconciliations();
    }

    /** SIGTERM, and another one. */
    void restartOperator() {
        if (!operator.terminate(END_LIMIT)) {
            throw new AssertionError("the operator still runs " + END_LIMIT.toSeconds() + " s after SIGTERM");
        }
        operator.close();
        operator = started();
    }

    @Override
    public void close() {
        List.copyOf(residents.keySet()).forEach(this::withdraw);
        operator.close();
        kube.close();
    }
}
