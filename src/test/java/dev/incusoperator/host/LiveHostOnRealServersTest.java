package dev.incusoperator.host;

import static dev.incusoperator.host.HostRig.connected;
import static dev.incusoperator.host.HostRig.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.contract.RealServer;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.StateChange.Action;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.report.Servers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Live hosts on a real Incus and a real LXD. */
@Timeout(120)
class LiveHostOnRealServersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HostRig rig = new HostRig(FixedSettings.defaults());
    private final InstanceRef ref =
            new InstanceRef("default", "host-" + UUID.randomUUID().toString().substring(0, 8));
    private RealServer server;

    static Stream<Arguments> doors() {
        return Stream.of(Product.values())
                .flatMap(product -> Stream.of(By.values()).map(by -> Arguments.of(product, by)));
    }

    private void on(Product product, By by, TestReporter reporter) {
        server = RealServer.orSkip(product, by);
        Servers.ranOn(reporter, product + " " + server.variable("VERSION"));
    }

    @AfterEach
    void leave_nothing_behind() {
        rig.close();
        if (server == null) {
            return;
        }
        try (IncusClient client = server.client()) {
            if (client.instances().get(ref, false).isPresent()) {
                stop(client);
                client.pollApi(client.instances().delete(ref), PATIENCE);
            }
        }
    }

    private void stop(IncusClient client) {
        if (client.instances().get(ref, false).orElseThrow().value().status().equals("Running")) {
            client.pollApi(client.instances().changeState(ref, change(Action.STOP)), PATIENCE);
        }
    }

    @ParameterizedTest
    @MethodSource("doors")
    void an_instance_is_followed_from_its_creation_to_its_end(Product product, By by, TestReporter reporter) {
        on(product, by, reporter);
        LiveHost host = connect(by);
        await().until(() -> host.look(ref), Sighting.Gone.class::isInstance);
        IncusClient client = host.client().orElseThrow();

        finish(host, client.instances().create("default", null, definition()));
        assertThat(host.look(ref)).isInstanceOf(Sighting.Seen.class);

        finish(host, client.instances().changeState(ref, change(Action.START)));
        assertThat(status(host)).isEqualTo("Running");
        await().until(() -> host.refresh(ref) instanceof Sighting.Seen seen
                && seen.instance().state() != null
                && !seen.instance().state().addresses().isEmpty());

        finish(host, client.instances().changeState(ref, change(Action.STOP)));
        assertThat(status(host)).isEqualTo("Stopped");

        finish(host, client.instances().delete(ref));
        assertThat(host.look(ref)).isInstanceOf(Sighting.Gone.class);
    }

    @ParameterizedTest
    @MethodSource("doors")
    void what_others_do_is_seen(Product product, By by, TestReporter reporter) {
        on(product, by, reporter);
        LiveHost host = connect(by);
        try (IncusClient other = server.client()) {
            other.pollApi(other.instances().create("default", null, definition()), PATIENCE);
            await().until(() -> host.look(ref), Sighting.Seen.class::isInstance);

            other.request(ApiRequest.patch("instances", ref.name()).json(Map.of("config", Map.of("user.note", "x"))));
            await().untilAsserted(() -> assertThat(
                            ((Sighting.Seen) host.look(ref)).instance().config())
                    .containsEntry("user.note", "x"));

            other.pollApi(other.instances().changeState(ref, change(Action.START)), PATIENCE);
            await().untilAsserted(() -> assertThat(status(host)).isEqualTo("Running"));

            other.pollApi(other.instances().changeState(ref, change(Action.STOP)), PATIENCE);
            await().untilAsserted(() -> assertThat(status(host)).isEqualTo("Stopped"));

            other.pollApi(other.instances().delete(ref), PATIENCE);
            await().until(() -> host.look(ref), Sighting.Gone.class::isInstance);
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_restricted_client_follows_what_is_in_its_project(Product product, TestReporter reporter) {
        on(product, By.HTTPS, reporter);
        LiveHost host = rig.declare(https("RESTRICTED", server.variable("URL"), pinned()));
        connected(host);
        try (IncusClient other = server.client()) {
            other.pollApi(other.instances().create("default", null, definition()), PATIENCE);

            await().until(() -> host.look(ref), Sighting.Seen.class::isInstance);
        }
        await().untilAsserted(() ->
                assertThat(host.look(new InstanceRef("not-its-own", "web"))).isInstanceOf(Sighting.Unknown.class));
    }

    /** Nothing is listed anew meanwhile but when it is told: the next listing is ten minutes away. */
    @ParameterizedTest
    @EnumSource(Product.class)
    void a_restricted_client_that_is_given_a_project_follows_what_is_in_it(Product product, TestReporter reporter) {
        on(product, By.HTTPS, reporter);
        LiveHost host = rig.declare(https("RESTRICTED", server.variable("URL"), pinned()));
        connected(host);
        String certificate =
                host.client().orElseThrow().certificateFingerprint().orElseThrow();
        InstanceRef gained = new InstanceRef(ref.name(), ref.name());
        try (IncusClient other = server.client()) {
            other.request(ApiRequest.post("projects")
                    .json(Map.of(
                            "name",
                            gained.project(),
                            "config",
                            Map.of("features.images", "false", "features.profiles", "false"))));
            await().untilAsserted(() -> assertThat(host.look(gained)).isInstanceOf(Sighting.Unknown.class));
            mayEnter(other, certificate, "default", gained.project());
            try {
                await().until(() -> host.look(gained), Sighting.Gone.class::isInstance);

                other.pollApi(other.instances().create(gained.project(), null, empty()), PATIENCE);
                await().until(() -> host.look(gained), Sighting.Seen.class::isInstance);
                other.request(ApiRequest.patch("instances", ref.name())
                        .project(gained.project())
                        .json(Map.of("config", Map.of("user.note", "x"))));
                await().untilAsserted(() -> assertThat(
                                ((Sighting.Seen) host.look(gained)).instance().config())
                        .containsEntry("user.note", "x"));
            } finally {
                mayEnter(other, certificate, "default");
                if (other.instances().get(gained, false).isPresent()) {
                    other.pollApi(other.instances().delete(gained), PATIENCE);
                }
                other.request(ApiRequest.delete("projects", gained.project()));
            }
        }
    }

    private static void mayEnter(IncusClient admin, String certificate, String... projects) {
        admin.request(ApiRequest.patch("certificates", certificate).json(Map.of("projects", projects)));
    }

    private ObjectNode empty() {
        ObjectNode definition = new ObjectMapper().createObjectNode().put("name", ref.name());
        definition.putObject("source").put("type", "none");
        return definition;
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_stranger_is_not_trusted(Product product, TestReporter reporter) {
        on(product, By.HTTPS, reporter);
        LiveHost host = rig.declare(https("STRANGER", server.variable("URL"), pinned()));

        assertThat(failed(host, HostReason.NOT_TRUSTED).message()).contains(server.variable("URL"));
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void another_pin_is_a_certificate_mismatch(Product product, TestReporter reporter) {
        on(product, By.HTTPS, reporter);
        LiveHost host = rig.declare(
                https("CLIENT", server.variable("URL"), new Verification.PinnedFingerprint("ab".repeat(32))));

        assertThat(failed(host, HostReason.CERTIFICATE_MISMATCH).message())
                .contains(server.variable("SERVER_FINGERPRINT"));
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_name_that_is_not_in_the_certificate_is_a_mismatch(Product product, TestReporter reporter) throws Exception {
        on(product, By.HTTPS, reporter);
        String byName = server.variable("URL").replace("127.0.0.1", "localhost");
        Verification authority = Verification.authorityPem(Files.readString(server.file("SERVER_CERT")));

        LiveHost host = rig.declare(https("CLIENT", byName, authority));

        assertThat(failed(host, HostReason.CERTIFICATE_MISMATCH).message()).contains("localhost");
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_port_where_nobody_listens_is_unreachable(Product product, TestReporter reporter) {
        on(product, By.HTTPS, reporter);
        LiveHost host = rig.declare(https("CLIENT", "https://127.0.0.1:1", pinned()));

        assertThat(failed(host, HostReason.UNREACHABLE).message()).contains("https://127.0.0.1:1", "refused");
    }

    @ParameterizedTest
    @MethodSource("doors")
    void a_daemon_that_is_killed_is_lost_and_found_with_all_that_it_has(Product product, By by, TestReporter reporter) {
        on(product, by, reporter);
        Runnable kill = server.killAndRestart().orElse(null);
        Assumptions.assumeTrue(kill != null, "no script to hurt the servers (dev/test names one)");
        LiveHost host = connect(by);
        finish(host, host.client().orElseThrow().instances().create("default", null, definition()));

        rig.heard.hosts.clear();
        kill.run();

        await().until(() -> rig.heard.hosts.size() >= 2);
        connected(host);
        await().until(() -> host.look(ref), Sighting.Seen.class::isInstance);
    }

    private LiveHost connect(By by) {
        HostDeclaration declaration = by == By.SOCKET
                ? HostRig.overSocket(server.variable("SOCKET"), "", null)
                : https("CLIENT", server.variable("URL"), pinned());
        LiveHost host = rig.declare(declaration);
        connected(host);
        return host;
    }

    private Verification pinned() {
        return Verification.pinnedPemFile(server.file("SERVER_CERT"));
    }

    private HostDeclaration https(String who, String url, Verification verification) {
        Authentication authentication =
                Authentication.ofPemFiles(server.file(who + "_CERT"), server.file(who + "_KEY"), verification);
        return HostRig.overHttps(url, authentication);
    }

    private void finish(LiveHost host, ApiResponse begun) {
        String operation = begun.operationId().orElseThrow();
        host.track(operation, ref);
        OperationView end =
                await().until(() -> host.operation(operation, ref), view -> !(view instanceof OperationView.Running));
        assertThat(end)
                .isInstanceOfSatisfying(
                        OperationView.Ended.class,
                        ended -> assertThat(ended.operation().err()).isEmpty());
        host.forget(operation, ref);
    }

    private String status(LiveHost host) {
        return ((Sighting.Seen) host.look(ref)).instance().status();
    }

    private static StateChange change(Action action) {
        return new StateChange(action, action == Action.STOP, PATIENCE);
    }

    private ObjectNode definition() {
        ObjectNode definition = new ObjectMapper().createObjectNode().put("name", ref.name());
        definition.putObject("source").put("type", "image").put("alias", "busybox");
        return definition;
    }
}
