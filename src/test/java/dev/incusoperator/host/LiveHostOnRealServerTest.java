package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.SocketConnection;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.host.Host.Health;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.host.HostDeclaration.Access;
import dev.incusoperator.report.Servers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A live host over the unix sockets of a real Incus and a real LXD. */
class LiveHostOnRealServerTest {
    private static final HostKey KEY = new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "real");

    private final HeardChanges heard = new HeardChanges();
    private final InstanceRef ref =
            new InstanceRef("default", "host-" + UUID.randomUUID().toString().substring(0, 8));
    private LiveHosts hosts;

    @BeforeEach
    void start() {
        hosts = new LiveHosts(
                new ClientConnector(FixedSettings.defaults()), FixedSettings.defaults(), Clock.systemUTC());
        hosts.subscribe(heard);
    }

    @AfterEach
    void stop() {
        hosts.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INCUS", "LXD"})
    void an_instance_is_followed_from_its_creation_to_its_end(String product, TestReporter reporter) {
        LiveHost host = connect(product, reporter);
        await().until(() -> host.look(ref), Sighting.Gone.class::isInstance);
        IncusClient client = host.client().orElseThrow();

        run(host, client.instances().create("default", null, definition()));
        assertThat(host.look(ref)).isInstanceOf(Sighting.Seen.class);

        run(
                host,
                client.instances()
                        .changeState(ref, new StateChange(StateChange.Action.START, false, Duration.ofSeconds(30))));
        assertThat(status(host)).isEqualTo("Running");
        await().until(() -> host.refresh(ref) instanceof Sighting.Seen seen
                && seen.instance().state() != null
                && !seen.instance().state().addresses().isEmpty());

        run(
                host,
                client.instances()
                        .changeState(ref, new StateChange(StateChange.Action.STOP, true, Duration.ofSeconds(30))));
        assertThat(status(host)).isEqualTo("Stopped");

        run(host, client.instances().delete(ref));
        assertThat(host.look(ref)).isInstanceOf(Sighting.Gone.class);
        assertThat(heard.instances).contains(ref);
    }

    private LiveHost connect(String product, TestReporter reporter) {
        String socket = System.getenv("INCUS_OPERATOR_TEST_" + product + "_SOCKET");
        Assumptions.assumeTrue(socket != null, "no real " + product + " (INCUS_OPERATOR_TEST_" + product + "_SOCKET)");
        HostSpec spec = new HostSpec(new SocketConnection(socket), null, null, null, null, null, null);
        LiveHost host =
                hosts.declare(KEY, new HostDeclaration(spec, new Access.Connect(List.of(socket), null, false), ""));
        await().until(host::health, Health.Connected.class::isInstance);
        Servers.ranOn(reporter, HostStatusFactory.named(((Health.Connected) host.health()).server()) + " (unix)");
        return host;
    }

    private void run(LiveHost host, ApiResponse begun) {
        String operation = begun.operationId().orElseThrow();
        host.track(operation, ref);
        OperationView end =
                await().until(() -> host.operation(operation), view -> !(view instanceof OperationView.Running));
        assertThat(end)
                .isInstanceOfSatisfying(
                        OperationView.Ended.class,
                        ended -> assertThat(ended.operation().err()).isEmpty());
        host.forget(operation);
    }

    private String status(LiveHost host) {
        return ((Sighting.Seen) host.look(ref)).instance().status();
    }

    private ObjectNode definition() {
        ObjectNode definition = new ObjectMapper().createObjectNode().put("name", ref.name());
        definition.putObject("source").put("type", "image").put("alias", "busybox");
        return definition;
    }
}
