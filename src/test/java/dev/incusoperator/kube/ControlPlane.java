package dev.incusoperator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A control plane without nodes, on loopback: etcd that does not wait for the disk, kube-apiserver with RBAC, and the
 * controllers that end namespaces and collect garbage.
 */
final class ControlPlane {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String LOOPBACK = "127.0.0.1";

    /** What service accounts ask for, and how it was answered; nothing of what is in it. */
    private static final String AUDIT_POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - {level: Metadata, userGroups: ["system:serviceaccounts"]}
            - {level: None}
            """;

    private final Path programs;
    private final Workspace workspace;
    private final List<String> auditing;
    private final Authority authority = new Authority("incus-operator-kube");
    /** Its own: who may ask the API server may not for that reason write its database. */
    private final Authority etcdAuthority = new Authority("incus-operator-etcd");

    private final String apiServer;
    private final String etcd;
    private final String etcdPeer;
    private @Nullable ChildProcess server;

    ControlPlane(Path programs, Workspace workspace) {
        this(programs, workspace, List.of());
    }

    private ControlPlane(Path programs, Workspace workspace, List<String> auditing) {
        this.programs = programs;
        this.workspace = workspace;
        this.auditing = auditing;
        List<Integer> ports = Ports.free(3);
        apiServer = "https://" + LOOPBACK + ":" + ports.get(0);
        etcd = "https://" + LOOPBACK + ":" + ports.get(1);
        etcdPeer = "https://" + LOOPBACK + ":" + ports.get(2);
    }

    /** One that writes into that file of the workspace what service accounts ask for, before it answers. */
    static ControlPlane audited(Path programs, Workspace workspace, String log) {
        Path policy = workspace.write("audit-policy.yaml", AUDIT_POLICY);
        return new ControlPlane(
                programs,
                workspace,
                List.of("--audit-policy-file=" + policy, "--audit-log-path=" + workspace.path(log)));
    }

    KubeServer start() {
        writeCertificates();
        Path kubeconfig = workspace.write(
                "kubeconfig", Kubeconfig.of(apiServer, authority, authority.client("O=system:masters,CN=admin")));
        startEtcd();
        server = startApiServer();
        KubeServer starting = new KubeServer(KubeServer.Kind.REAL, "", kubeconfig, workspace::close);
        String version = awaitReady(starting, server);
        startControllers(kubeconfig);
        return new KubeServer(KubeServer.Kind.REAL, "kube-apiserver " + version, kubeconfig, workspace::close);
    }

    /** SIGKILL; after {@link #start}. Its database and the controllers go on. */
    void killApiServer() {
        server.kill();
    }

    /** After {@link #killApiServer}, at the same address; returns when it is ready. */
    void startApiServerAgain(KubeServer started) {
        server = startApiServer();
        awaitReady(started, server);
    }

    private void writeCertificates() {
        workspace.write("ca.crt", authority.certificate());
        workspace.write("etcd-ca.crt", etcdAuthority.certificate());
        write("server", authority.server("kube-apiserver", List.of(LOOPBACK), List.of("localhost")));
        write("etcd", etcdAuthority.server("etcd", List.of(LOOPBACK), List.of("localhost")));
        Authority.Keys accounts = Authority.bareKeys();
        workspace.write("sa.key", accounts.privateKey());
        workspace.write("sa.pub", accounts.publicKey());
    }

    private void write(String name, Authority.Credentials credentials) {
        workspace.write(name + ".crt", credentials.certificate());
        workspace.write(name + ".key", credentials.key());
    }

    private void startEtcd() {
        run(
                "etcd",
                "--data-dir=" + workspace.path("etcd"),
                "--unsafe-no-fsync=true",
                "--log-level=warn",
                "--listen-client-urls=" + etcd,
                "--advertise-client-urls=" + etcd,
                "--listen-peer-urls=" + etcdPeer,
                "--initial-advertise-peer-urls=" + etcdPeer,
                "--initial-cluster=default=" + etcdPeer,
                "--client-cert-auth",
                "--cert-file=" + workspace.path("etcd.crt"),
                "--key-file=" + workspace.path("etcd.key"),
                "--trusted-ca-file=" + workspace.path("etcd-ca.crt"),
                "--peer-client-cert-auth",
                "--peer-cert-file=" + workspace.path("etcd.crt"),
                "--peer-key-file=" + workspace.path("etcd.key"),
                "--peer-trusted-ca-file=" + workspace.path("etcd-ca.crt"));
    }

    private ChildProcess startApiServer() {
        List<String> options = new ArrayList<>(List.of(
                "--bind-address=" + LOOPBACK,
                "--advertise-address=" + LOOPBACK,
                "--secure-port=" + apiServer.substring(apiServer.lastIndexOf(':') + 1),
                "--service-cluster-ip-range=10.96.0.0/16",
                "--etcd-servers=" + etcd,
                "--etcd-cafile=" + workspace.path("etcd-ca.crt"),
                "--etcd-certfile=" + workspace.path("etcd.crt"),
                "--etcd-keyfile=" + workspace.path("etcd.key"),
                "--tls-cert-file=" + workspace.path("server.crt"),
                "--tls-private-key-file=" + workspace.path("server.key"),
                "--client-ca-file=" + workspace.path("ca.crt"),
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + workspace.path("sa.pub"),
                "--service-account-signing-key-file=" + workspace.path("sa.key")));
        options.addAll(auditing);
        return run("kube-apiserver", options.toArray(String[]::new));
    }

    private void startControllers(Path kubeconfig) {
        if (!Files.isExecutable(programs.resolve("kube-controller-manager"))) {
            return;
        }
        run(
                "kube-controller-manager",
                "--kubeconfig=" + kubeconfig,
                "--leader-elect=false",
                "--secure-port=0",
                "--service-account-private-key-file=" + workspace.path("sa.key"),
                "--root-ca-file=" + workspace.path("ca.crt"),
                "--controllers=namespace-controller,garbage-collector-controller,serviceaccount-controller,"
                        + "serviceaccount-token-controller,clusterrole-aggregation-controller");
    }

    private ChildProcess run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return workspace.start(program, command, Map.of());
    }

    /** Its version, once it says that it is ready and the namespaces that everyone counts on are there. */
    private static String awaitReady(KubeServer server, ChildProcess process) {
        Instant end = Instant.now().plus(START_LIMIT);
        try (KubernetesClient client = server.newClient()) {
            while (!isReady(client)) {
                if (Instant.now().isAfter(end) || process.waitFor(POLL)) {
                    throw new IllegalStateException("kube-apiserver does not become ready; its log ends with:\n"
                            + String.join("\n", process.logTail(10)));
                }
            }
            return client.getKubernetesVersion().getGitVersion();
        }
    }

    private static boolean isReady(KubernetesClient client) {
        try {
            return "ok".equals(client.raw("/readyz"))
                    && client.namespaces().withName("kube-system").get() != null
                    && client.namespaces().withName("default").get() != null;
        } catch (KubernetesClientException e) {
            return false;
        }
    }
}
