package dev.incusoperator.kube;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Keeps the contract honest. */
@Tag(Servers.KUBE)
class RealKubeTest extends KubeContract {

    @BeforeAll
    static void needsARealOne() {
        assumeTrue(TestKube.get().isReal(), "no real Kubernetes API was found");
    }

    @Override
    KubeServer server() {
        return TestKube.get().server();
    }
}
