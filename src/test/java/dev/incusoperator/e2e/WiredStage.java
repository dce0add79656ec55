package dev.incusoperator.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.chaos.CallRecord;
import dev.incusoperator.chaos.KubeWire;
import dev.incusoperator.chaos.Trouble;
import dev.incusoperator.kube.OperatorProcess;
import dev.incusoperator.kube.OwnKube;
import java.util.Map;

/** One operator that reaches the host and the Kubernetes API by wires, so that it can be hurt at any of its calls. */
final class WiredStage implements AutoCloseable {
    private static final String NAME = "operator";

    private final CallRecord record = new CallRecord();
    private final WiredPlace place;
    private final OwnKube server;
    private final KubeWire kube;
    private final OperatorUnderTest operator;

    private WiredStage(OwnKube server) {
        this.server = server;
        this.place = WiredPlace.of(record);
        this.kube = new KubeWire(NAME, server.kube().kubeconfig(), record);
        this.operator = new OperatorUnderTest("wired-operator", server.kube(), kube.kubeconfig(), Map.of());
    }

    /** Ends the test by an assumption where the operator is not built, or no API server of its own can be had. */
    static WiredStage orSkip() {
        assumeTrue(OperatorProcess.isBuilt(), "the operator is not built: mvn package builds it");
        return new WiredStage(OwnKube.orSkip());
    }

    /** What the host is, as reports show it. */
    String hostName() {
        return place.name();
    }

    /** What the Kubernetes API is, as reports show it. */
    String kubeName() {
        return server.kube().name();
    }

    OwnKube kube() {
        return server;
    }

    WiredPlace place() {
        return place;
    }

    OperatorUnderTest operator() {
        return operator;
    }

    /** From now on, on both wires. */
    void trouble(Trouble trouble) {
        place.wire().wire().trouble(trouble);
        kube.wire().trouble(trouble);
    }

    /** In a namespace of its own. */
    Story story() {
        return new Story(operator, place);
    }

    @Override
    public void close() {
        trouble(Trouble.none());
        operator.close();
        kube.close();
        place.close();
        server.close();
    }
}
