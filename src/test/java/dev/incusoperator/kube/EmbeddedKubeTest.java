package dev.incusoperator.kube;

import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.Tag;

@Tag(Servers.EMBEDDED)
class EmbeddedKubeTest extends KubeContract {
    private final KubeServer embedded = EmbeddedKube.start();

    @Override
    void release() {
        embedded.close();
    }

    @Override
    KubeServer server() {
        return embedded;
    }
}
