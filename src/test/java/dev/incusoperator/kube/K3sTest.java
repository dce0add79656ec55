package dev.incusoperator.kube;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Another Kubernetes than kube-apiserver as it is shipped, where there is Docker. */
@Tag(Servers.K3S)
class K3sTest extends KubeContract {
    private KubeServer k3s;

    @Override
    @BeforeAll
    void connect() {
        Rung.Climb climb = new DockerKube().climb(System.getenv());
        if (climb instanceof Rung.Climb.Up up) {
            k3s = up.server();
            super.connect();
        } else {
            abort("no K3s: " + ((Rung.Climb.NotHere) climb).why());
        }
    }

    @Override
    KubeServer server() {
        return k3s;
    }

    @Override
    void release() {
        k3s.close();
    }
}
