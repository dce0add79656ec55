package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.HostLimits;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.SocketConnection;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.Health;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.host.HostDeclaration.Access;
import dev.incusoperator.simulated.SimulatedHost;
import dev.incusoperator.simulated.TestIdentity;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;

/** Live hosts as a test needs them, and what they told. */
final class HostRig implements AutoCloseable {
    static final HostKey KEY = new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "local");

    /** Enough for what tests have there. */
    static final long LARGEST_ANSWER = 1L << 20;

    final HeardChanges heard = new HeardChanges();
    final LiveHosts hosts;

    HostRig(FixedSettings settings) {
        hosts = new LiveHosts(new ClientConnector(settings, () -> true), settings, Clock.systemUTC());
        hosts.subscribe(heard);
    }

    LiveHost connect(SimulatedHost server) {
        LiveHost host = declare(overSocket(server, ""));
        connected(host);
        return host;
    }

    LiveHost declare(HostDeclaration declaration) {
        return hosts.declare(KEY, declaration);
    }

    static HostDeclaration overSocket(SimulatedHost server, String acceptedServer) {
        return overSocket(server.socketPath().toString(), acceptedServer, null);
    }

    static HostDeclaration overSocket(String path, String acceptedServer, HostLimits limits) {
        HostSpec spec = new HostSpec(new SocketConnection(path), null, null, null, null, limits, null);
        return new HostDeclaration(
                spec, new Access.Connect(List.of(path), null, false, LARGEST_ANSWER), acceptedServer);
    }

    static HostDeclaration overHttps(String url, TestIdentity identity, Verification verification) {
        return overHttps(url, new Authentication(identity.asClient(), verification));
    }

    static HostDeclaration overHttps(String url, Authentication authentication) {
        HostSpec spec = new HostSpec(null, null, null, null, null, null, null);
        return new HostDeclaration(spec, new Access.Connect(List.of(url), authentication, false, LARGEST_ANSWER), "");
    }

    static void connected(Host host) {
        patiently().until(host::health, Health.Connected.class::isInstance);
    }

    static Health.Failed failed(Host host, HostReason reason) {
        return (Health.Failed) patiently()
                .until(
                        host::health,
                        health -> health instanceof Health.Failed failed
                                && failed.reason().equals(reason.word()));
    }

    static InstanceRef ref(String name) {
        return new InstanceRef("default", name);
    }

    static Claim claim(InstanceRef instance) {
        return new Claim(instance, "team-a", Claim.Purpose.CHANGE);
    }

    static Sighting.Seen seen(Host host, String name) {
        return (Sighting.Seen) patiently().until(() -> host.look(ref(name)), Sighting.Seen.class::isInstance);
    }

    static void gone(Host host, String name) {
        patiently().until(() -> host.look(ref(name)), Sighting.Gone.class::isInstance);
    }

    static void status(Host host, String name, String status) {
        patiently()
                .untilAsserted(() -> assertThat(host.look(ref(name)))
                        .isInstanceOfSatisfying(
                                Sighting.Seen.class,
                                seen -> assertThat(seen.instance().status()).isEqualTo(status)));
    }

    /** Follows what an answer began, as the instances' own room does, to its end. */
    static OperationView finish(Host host, String name, ApiResponse begun) {
        String operation = begun.operationId().orElseThrow();
        host.track(operation, ref(name));
        return patiently()
                .until(() -> host.operation(operation, ref(name)), view -> !(view instanceof OperationView.Running));
    }

    /** A machine that is busy takes long over a TLS handshake, and longer over one after a pause. */
    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60));
    }

    @Override
    public void close() {
        hosts.close();
    }
}
