package dev.incusoperator.host;

import static dev.incusoperator.host.HostRig.KEY;
import static dev.incusoperator.host.HostRig.connected;
import static dev.incusoperator.host.HostRig.failed;
import static dev.incusoperator.host.HostRig.gone;
import static dev.incusoperator.host.HostRig.overHttps;
import static dev.incusoperator.host.HostRig.overSocket;
import static dev.incusoperator.host.HostRig.ref;
import static dev.incusoperator.host.HostRig.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.client.Authentication.Verification.PinnedCertificate;
import dev.incusoperator.client.Authentication.Verification.PinnedFingerprint;
import dev.incusoperator.client.Authentication.Verification.SystemAuthorities;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.host.Host.Health;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.host.HostDeclaration.Access;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.Fault;
import dev.incusoperator.simulated.Latency;
import dev.incusoperator.simulated.ManualTime;
import dev.incusoperator.simulated.SimulatedHost;
import dev.incusoperator.simulated.TestIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a host is found, lost, and found again. */
@Tag(Servers.SIMULATED)
class HostConnectionTest {
    private SimulatedHost server;
    private HostRig rig;

    @BeforeEach
    void start() {
        server = SimulatedHost.builder().start();
        rig = new HostRig(FixedSettings.defaults());
    }

    @AfterEach
    void stop() {
        rig.close();
        server.close();
    }

    @Test
    void it_connects_over_https_to_the_server_that_is_pinned() {
        LiveHost host = rig.declare(overHttps(server.url(), server.clientIdentity(), pinned()));

        connected(host);

        assertThat(((Health.Connected) host.health()).server().certificateFingerprint())
                .isEqualTo(server.serverFingerprint());
    }

    @Test
    void another_pin_is_a_certificate_mismatch() {
        LiveHost host =
                rig.declare(overHttps(server.url(), server.clientIdentity(), new PinnedFingerprint("ab".repeat(32))));

        assertThat(failed(host, HostReason.CERTIFICATE_MISMATCH).message()).contains(server.url(), "spec.https.server");
    }

    @Test
    void a_certificate_that_no_authority_signed_is_a_mismatch() {
        LiveHost host = rig.declare(overHttps(server.url(), server.clientIdentity(), new SystemAuthorities()));

        assertThat(failed(host, HostReason.CERTIFICATE_MISMATCH).message()).contains("pin");
    }

    @Test
    void a_client_that_is_not_trusted_is_told_so_and_connects_when_it_is() {
        TestIdentity stranger = server.trust("stranger");
        server.distrust(stranger);
        LiveHost host = rig.declare(overHttps(server.url(), stranger, pinned()));

        assertThat(failed(host, HostReason.NOT_TRUSTED).message()).contains(server.url(), "incus config trust");
        rig.declare(overHttps(server.url(), server.clientIdentity(), pinned()));

        connected(host);
    }

    @Test
    void a_socket_that_is_not_there_is_unreachable(@TempDir Path directory) {
        LiveHost host = rig.declare(overSocket(directory.resolve("none.socket").toString(), "", null));

        assertThat(failed(host, HostReason.UNREACHABLE).message()).contains("none.socket", "no such socket");
    }

    @Test
    void a_name_that_does_not_resolve_is_unreachable() {
        LiveHost host = rig.declare(
                overHttps("https://no-such-host.invalid:8443", server.clientIdentity(), new SystemAuthorities()));

        assertThat(failed(host, HostReason.UNREACHABLE).message()).contains("no-such-host.invalid");
    }

    @Test
    void a_tenants_host_is_not_looked_for_on_this_machine() {
        Access.Connect mine = (Access.Connect)
                overHttps(server.url(), server.clientIdentity(), pinned()).access();
        HostDeclaration tenants = new HostDeclaration(
                new HostSpec(null, null, null, null, null, null, null),
                new Access.Connect(mine.targets(), mine.authentication(), true, mine.largestAnswer()),
                "");

        LiveHost host = rig.declare(tenants);

        assertThat(failed(host, HostReason.UNREACHABLE).message()).contains("may not connect to");
        assertThat(server.calls().total()).isZero();
    }

    @Test
    void what_is_no_address_of_a_server_is_told_so() {
        LiveHost host = rig.declare(overHttps("http://10.1.2.8:8443", server.clientIdentity(), pinned()));

        assertThat(failed(host, HostReason.UNSUPPORTED).message()).contains("https://host:8443");
    }

    @Test
    void a_server_that_refuses_connections_is_unreachable_and_found_again() {
        LiveHost host = rig.connect(server);
        server.admin().create("web", Map.of());
        seen(host, "web");

        server.faults().refuseConnections();
        failed(host, HostReason.UNREACHABLE);
        assertThat(host.look(ref("web"))).isInstanceOf(Sighting.Unknown.class);
        assertThat(host.client()).isEmpty();
        server.admin().delete("web");
        server.faults().acceptConnections();

        connected(host);
        gone(host, "web");
    }

    @Test
    void what_happened_while_the_stream_was_cut_is_seen_afterwards() {
        LiveHost host = rig.connect(server);
        for (int i = 0; i < 5; i++) {
            String name = "web-" + i;
            server.faults().cutEvents();
            server.admin().create(name, Map.of());

            seen(host, name);
        }
        assertThat(server.eventListeners()).isEqualTo(1);
    }

    @Test
    void what_is_no_incus_is_unsupported() {
        server.faults().always("GET", "/1\\.0", new Fault.Garbled("<html>It works!</html>"));
        LiveHost host = rig.declare(overSocket(server, ""));

        assertThat(failed(host, HostReason.UNSUPPORTED).message())
                .contains("Incus or LXD")
                .as("what a tenant has the operator ask elsewhere is not told to the tenant")
                .doesNotContain("It works");
    }

    @Test
    void a_server_that_answers_with_errors_is_unreachable_until_it_does_not() {
        server.faults().times(2, "GET", "/1\\.0/instances", Fault.status(500, "database is locked"));
        LiveHost host = rig.declare(overSocket(server, ""));

        assertThat(failed(host, HostReason.UNREACHABLE).message()).contains("database is locked");
        connected(host);
    }

    @Test
    void another_server_at_the_same_place_is_not_believed_until_its_admin_says_so() {
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        seen(host, "web");

        server.becomeAnotherServer();
        server.admin().delete("web");

        assertThat(failed(host, HostReason.HOST_CHANGED).message())
                .contains("incusoperator.dev/accept-server=" + server.serverFingerprint());
        assertThat(host.look(ref("web"))).isInstanceOf(Sighting.Unknown.class);

        rig.declare(overSocket(server, server.serverFingerprint()));

        connected(host);
        gone(host, "web");
    }

    @Test
    void the_server_that_the_status_remembers_is_the_only_one_after_a_restart_too() {
        LiveHost host = rig.declare(overSocket(server, "ab".repeat(32)));

        failed(host, HostReason.HOST_CHANGED);
    }

    @Test
    void two_streams_to_one_host_never_exist() {
        List<Integer> listeners = new ArrayList<>();
        LiveHost host = rig.connect(server);
        for (int i = 0; i < 5; i++) {
            rig.declare(overHttps(server.url(), server.trust("client-" + i), pinned()));
            connected(host);
            listeners.add(server.eventListeners());
        }

        await().until(server::eventListeners, count -> count == 1);
        assertThat(listeners).allMatch(count -> count <= 2);
    }

    @Test
    void an_operation_is_followed_through_new_credentials() {
        ManualTime time = new ManualTime(Instant.parse("2026-01-01T00:00:00Z"));
        try (SimulatedHost slow = SimulatedHost.builder()
                .time(time)
                .latency(Latency.none().with(Latency.Kind.START, Duration.ofSeconds(30)))
                .start()) {
            slow.admin().create("web", Map.of());
            LiveHost host = rig.declare(overHttps(slow.url(), slow.clientIdentity(), pinnedTo(slow)));
            connected(host);
            String operation = host.client()
                    .orElseThrow()
                    .instances()
                    .changeState(ref("web"), new StateChange(StateChange.Action.START, false, Duration.ofSeconds(30)))
                    .operationId()
                    .orElseThrow();
            host.track(operation, ref("web"));

            rig.declare(overHttps(slow.url(), slow.trust("rotated"), pinnedTo(slow)));
            connected(host);
            assertThat(host.operation(operation, ref("web"))).isInstanceOf(OperationView.Running.class);
            time.advance(Duration.ofSeconds(31));

            await().until(() -> host.operation(operation, ref("web")), OperationView.Ended.class::isInstance);
        }
    }

    @Test
    void an_operation_that_the_server_forgot_is_lost() {
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        host.track("6b2ee5ad-7f12-4ea2-9bf9-6bd2ccbb9a9f", ref("web"));

        await().until(
                        () -> host.operation("6b2ee5ad-7f12-4ea2-9bf9-6bd2ccbb9a9f", ref("web")),
                        OperationView.Lost.class::isInstance);
        await().untilAsserted(() -> assertThat(rig.heard.instances).contains(ref("web")));
    }

    @Test
    void hosts_that_hang_do_not_keep_the_others_waiting() {
        rig.close();
        rig = new HostRig(FixedSettings.defaults().callTimeout(Duration.ofMinutes(5)));
        List<SimulatedHost> hanging = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                SimulatedHost each = SimulatedHost.builder().start();
                each.faults().always("GET", "/1\\.0", Fault.hang());
                hanging.add(each);
                rig.hosts.declare(new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "hanging-" + i), overSocket(each, ""));
            }
            await().until(() -> hanging.stream().allMatch(each -> each.calls().count("GET", "/1.0") == 1));

            LiveHost host = rig.connect(server);
            server.admin().create("web", Map.of());

            seen(host, "web");
        } finally {
            rig.close();
            hanging.forEach(SimulatedHost::close);
        }
    }

    @Test
    void hosts_are_synced_when_all_that_were_there_have_been_declared() {
        rig.hosts.expect(HostKind.INCUS_HOST, List::of, there -> true);
        assertThat(rig.hosts.synced()).isFalse();
        rig.hosts.expect(HostKind.CLUSTER_INCUS_HOST, () -> List.of(KEY), there -> true);
        assertThat(rig.hosts.synced()).isFalse();

        rig.declare(overSocket(server, ""));

        assertThat(rig.hosts.synced()).isTrue();
        await().untilAsserted(() -> assertThat(rig.heard.synced).isTrue());
    }

    /** Of a process that stands by for another one nobody asks anything, for days. */
    @Test
    void hosts_that_came_before_anybody_asked_for_one_are_waited_for_too() {
        List<HostKey> declared = new ArrayList<>();
        rig.hosts.expect(HostKind.INCUS_HOST, List::of, key -> true);
        rig.hosts.expect(HostKind.CLUSTER_INCUS_HOST, () -> declared, declared::contains);
        declared.add(KEY);

        assertThat(rig.hosts.synced()).isFalse();
    }

    @Test
    void a_host_that_went_while_the_operator_started_is_not_waited_for() {
        AtomicBoolean there = new AtomicBoolean(true);
        rig.hosts.expect(HostKind.INCUS_HOST, List::of, key -> true);
        rig.hosts.expect(HostKind.CLUSTER_INCUS_HOST, () -> List.of(KEY), key -> there.get());
        assertThat(rig.hosts.synced()).isFalse();

        there.set(false);

        assertThat(rig.hosts.synced()).isTrue();
    }

    private PinnedCertificate pinned() {
        return pinnedTo(server);
    }

    private static PinnedCertificate pinnedTo(SimulatedHost host) {
        return new PinnedCertificate(host.serverCertificate());
    }
}
