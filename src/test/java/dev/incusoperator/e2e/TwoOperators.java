package dev.incusoperator.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.chaos.Call;
import dev.incusoperator.chaos.Call.Side;
import dev.incusoperator.chaos.CallRecord;
import dev.incusoperator.chaos.KubeWire;
import dev.incusoperator.chaos.Trouble;
import dev.incusoperator.kube.OperatorProcess;
import dev.incusoperator.kube.OwnKube;
import dev.incusoperator.kube.TestKube;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.List;
import java.util.Map;

/** Two operators of which one leads: the first, for the second comes later. What each of them calls is recorded. */
final class TwoOperators implements AutoCloseable {
    static final String FIRST = "first";
    static final String SECOND = "second";
    private static final String LEASE = "incus-operator";

    private final CallRecord record = new CallRecord();
    private final OwnKube kube;
    private final TestKube server;
    private final WiredPlace place;
    private final KubeWire firstKube;
    private final KubeWire secondKube;
    private final OperatorUnderTest first;
    private OperatorUnderTest second;

    private TwoOperators(OwnKube kube) {
        this.kube = kube;
        this.server = kube.kube();
        this.place = WiredPlace.bySocket(record);
        this.firstKube = new KubeWire(FIRST, server.kubeconfig(), record);
        this.secondKube = new KubeWire(SECOND, server.kubeconfig(), record);
        this.first = new OperatorUnderTest(
                "first-operator",
                server,
                firstKube.kubeconfig(),
                Map.of("INCUS_OPERATOR_PROCESS_LEADER_ELECTION_ENABLED", "true", "HOSTNAME", FIRST));
        record.name(first.pid(), FIRST);
    }

    /** Ends the test by an assumption where the operator is not built, or no API server of its own can be had. */
    static TwoOperators orSkip() {
        assumeTrue(OperatorProcess.isBuilt(), "the operator is not built: mvn package builds it");
        return new TwoOperators(OwnKube.orSkip());
    }

    String hostName() {
        return place.name();
    }

    String kubeName() {
        return server.name();
    }

    OperatorUnderTest first() {
        return first;
    }

    /** Once the first leads. */
    void startSecond() {
        Eventually.isSo(
                "the first leads",
                () -> lease() != null && FIRST.equals(lease().getSpec().getHolderIdentity()));
        second = new OperatorUnderTest(
                "second-operator",
                server,
                secondKube.kubeconfig(),
                Map.of(
                        "INCUS_OPERATOR_PROCESS_LEADER_ELECTION_ENABLED",
                        "true",
                        "HOSTNAME",
                        SECOND,
                        "INCUS_OPERATOR_NAMESPACE",
                        first.namespace()));
        record.name(second.pid(), SECOND);
    }

    Lease lease() {
        return server.client()
                .leases()
                .inNamespace(first.namespace())
                .withName(LEASE)
                .get();
    }

    Story story() {
        return new Story(first, place);
    }

    /** Of the first operator's calls. */
    void trouble(Trouble trouble) {
        firstKube.wire().trouble(trouble);
        place.way().wire().trouble(trouble);
    }

    /** What one of them has asked for, and got or may have got. */
    List<Call> changesOf(String operator) {
        return record.since(0).stream()
                .filter(call -> call.from().equals(operator) && call.changes())
                .filter(call -> call.to() == Side.HOST || record.accepted(call))
                .toList();
    }

    /** When one of them looked at the lease. */
    List<Call> looksOf(String operator) {
        return record.since(0).stream()
                .filter(call -> call.from().equals(operator) && call.isOfLease())
                .filter(call -> call.method().equals("GET"))
                .toList();
    }

    @Override
    public void close() {
        trouble(Trouble.none());
        if (second != null) {
            second.close();
        }
        first.close();
        secondKube.close();
        firstKube.close();
        place.close();
        kube.close();
    }
}
