package dev.incusoperator.kube;

import dev.incusoperator.kube.embedded.EmbeddedApi;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** In this JVM, from nothing: works everywhere, and does the least. */
final class EmbeddedKube implements Rung {
    static final String NAME = "embedded Kubernetes API (validates, defaults and authorizes nothing)";

    @Override
    public String word() {
        return "embedded";
    }

    @Override
    public Climb climb(Map<String, String> environment) {
        return new Climb.Up(start());
    }

    static KubeServer start() {
        Authority authority = new Authority("incus-operator-embedded");
        Authority.Credentials server = authority.server("embedded", List.of("127.0.0.1"), List.of("localhost"));
        EmbeddedApi api = new EmbeddedApi(server.certificate(), server.key(), authority.certificate());
        Workspace workspace = new Workspace("kube");
        Path kubeconfig = workspace.write(
                "kubeconfig", Kubeconfig.of(api.url(), authority, authority.client("O=system:masters,CN=admin")));
        return new KubeServer(KubeServer.Kind.EMBEDDED, NAME, kubeconfig, () -> {
            api.close();
            workspace.close();
        });
    }
}
