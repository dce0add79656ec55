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
    private static final String NAME = "wired-operator";

    private final WiredPlace place;
    private final OwnKube server;
    private final KubeWire kube;
    private final OperatorUnderTest operator;

    private WiredStage(String name, OwnKube server, WiredPlace place, CallRecord record) {
        this.server = server;
        this.place = place;
        this.kube = new KubeWire(name, server.kube().kubeconfig(), record);
        this.operator = new OperatorUnderTest(name, server.kube(), kube.kubeconfig(), Map.of());
    }

    /** Ends the test by an assumption where the operator is not built, or no API server of its own can be had. */
    static WiredStage bySocketOrSkip() {
        return bySocketOrSkip(NAME);
    }

    /** @param name of what its operator has logged, among the build's other results */
    static WiredStage bySocketOrSkip(String name) {
        OwnKube server = serverOrSkip();
        CallRecord record = new CallRecord();
        return new WiredStage(name, server, WiredPlace.bySocket(record), record);
    }

    /** The same, where the calls to the host are not seen, for they are encrypted. */
    static WiredStage byHttpsOrSkip() {
        return new WiredStage(NAME, serverOrSkip(), WiredPlace.byHttps(), new CallRecord());
    }

    private static OwnKube serverOrSkip() {
        assumeTrue(OperatorProcess.isBuilt(), "the operator is not built: mvn package builds it");
        return OwnKube.orSkip();
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
        place.way().wire().trouble(trouble);
        kube.wire().trouble(trouble);
    }

    /** Ends every connection of both; the operator may make new ones. */
    void cut() {
        place.way().wire().cut();
        kube.wire().cut();
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
