package dev.incusoperator.kube;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A kube-apiserver of one test's own, with nothing in it, that writes down what service accounts ask for. */
public final class AuditedKube implements AutoCloseable {
    private static final String LOG = "audit.log";
    private static final long TOKEN_SECONDS = 3600;

    private final KubeServer server;
    private final Workspace workspace;
    private final KubernetesClient client;

    private AuditedKube(KubeServer server, Workspace workspace) {
        this.server = server;
        this.workspace = workspace;
        this.client = server.newClient();
    }

    /** Ends the test by an assumption where its programs are not there. */
    public static AuditedKube orSkip() {
        String assets = System.getenv().getOrDefault("KUBEBUILDER_ASSETS", "");
        assumeTrue(
                !assets.isEmpty() && LocalKube.missingIn(Path.of(assets)).isEmpty(),
                "no kube-apiserver that can be told to keep an audit log: KUBEBUILDER_ASSETS names no directory with"
                        + " kube-apiserver and etcd");
        return LocalKube.start(workspace -> new AuditedKube(
                ControlPlane.audited(Path.of(assets), workspace, LOG).start(), workspace));
    }

    /** As the report shows it. */
    public String name() {
        return server.name();
    }

    /** A client with every right; shared, not to be closed. */
    public KubernetesClient client() {
        return client;
    }

    /** A file that leads there as that service account, by a token of its own, good for an hour. */
    public Path kubeconfigOf(String namespace, String account) {
        String token = client.serviceAccounts()
                .inNamespace(namespace)
                .withName(account)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(TOKEN_SECONDS)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        return workspace.write(
                "kubeconfig-" + account,
                Kubeconfig.ofToken(
                        client.getMasterUrl().toString(),
                        client.getConfiguration().getCaCertData(),
                        token));
    }

    /** The lines of the audit log so far; of each request that was answered, its own is there. */
    public List<String> auditLog() {
        try {
            String written = Files.readString(workspace.path(LOG));
            // the last line may be half written
            return written.substring(0, written.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
