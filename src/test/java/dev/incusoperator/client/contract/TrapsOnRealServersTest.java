package dev.incusoperator.client.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.IncusException.TlsRefused;
import dev.incusoperator.client.RequestGate;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.support.Relay;
import dev.incusoperator.client.transport.MessageListener;
import dev.incusoperator.client.transport.Network;
import dev.incusoperator.client.transport.Target;
import dev.incusoperator.client.transport.Transport;
import dev.incusoperator.report.Servers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What only a real daemon shows: its processes, its signals, its network, what it tells everyone. */
@Timeout(120)
class TrapsOnRealServersTest {
    private RealServer server;
    private IncusClient client;
    private Fixture fixture;

    private void on(DevServer which, TestReporter reporter) {
        server = RealServer.orSkip(which, By.HTTPS);
        client = server.client();
        fixture = new Fixture(client);
        Servers.ranOn(reporter, server.title());
    }

    @AfterEach
    void leave_nothing_behind() {
        if (client != null) {
            fixture.removeAll();
            client.close();
        }
    }

    @ParameterizedTest
    @EnumSource(value = DevServer.class, mode = Mode.EXCLUDE, names = "VM")
    void a_recorded_command_is_ended_by_another_that_finds_its_mark(DevServer which, TestReporter reporter) {
        on(which, reporter);
        InstanceRef ref = fixture.running();
        String mark = "MARK=" + UUID.randomUUID();
        ApiResponse endless = client.instances()
                .exec(
                        ref,
                        new ExecCommand(
                                List.of("sh", "-c", "sleep 300; true"),
                                Map.of("MARK", mark.substring(5)),
                                null,
                                null,
                                null,
                                true));

        String killer = "for p in /proc/[0-9]*; do tr '\\0' '\\n' <$p/environ | grep -qxF " + mark
                + " && kill -9 ${p#/proc/}; done 2>/dev/null; true";
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            run(ref, killer);
            return client.operations()
                    .get(endless.operationId().orElseThrow())
                    .map(Operation::done)
                    .orElse(true);
        });

        Operation ended = client.pollApi(endless, Fixture.PATIENCE).operation().orElseThrow();
        assertThat(ended.succeeded()).isTrue();
        assertThat(ended.returnCode()).contains(137);
    }

    @ParameterizedTest
    @EnumSource(value = DevServer.class, mode = Mode.EXCLUDE, names = "VM")
    void a_command_over_websockets_dies_with_them(DevServer which, TestReporter reporter) {
        on(which, reporter);
        InstanceRef ref = fixture.running();
        ApiResponse begun = client.request(ApiRequest.post("instances", ref.name(), "exec")
                .json(Map.of("command", List.of("sleep", "297"), "wait-for-websocket", true, "interactive", true)));
        JsonNode secrets = begun.operation().orElseThrow().metadata().path("fds");
        String id = begun.operationId().orElseThrow();
        try (Transport transport = transport(Target.parse(server.variable("URL")))) {
            AtomicInteger open = new AtomicInteger();
            List<Runnable> sockets = new ArrayList<>();
            for (String fd : List.of("0", "control")) {
                sockets.add(transport.open(
                        ApiRequest.get("operations", id, "websocket")
                                .query("secret", secrets.path(fd).asText()),
                        listener(ignored -> {}, open)));
            }
            await().until(() -> open.get() == 2);
            await().untilAsserted(() -> assertThat(running(ref, "sleep 297")).isTrue());

            sockets.forEach(Runnable::run);

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(running(ref, "sleep 297")).isFalse());
        }
    }

    @ParameterizedTest
    @EnumSource(value = DevServer.class, mode = Mode.EXCLUDE, names = "VM")
    void everyone_who_listens_is_told_a_command_line_and_nobody_its_environment(
            DevServer which, TestReporter reporter) {
        on(which, reporter);
        InstanceRef ref = fixture.running();
        List<String> told = new CopyOnWriteArrayList<>();
        try (Transport transport = transport(Target.parse(server.variable("URL")))) {
            AtomicInteger open = new AtomicInteger();
            Runnable stream =
                    transport.open(ApiRequest.get("events").query("all-projects", "true"), listener(told::add, open));
            await().until(() -> open.get() == 1);
            await().until(() -> {
                // the first event proves that the server listens for this stream
                client.request(ApiRequest.patch("instances", ref.name()).json(Map.of("description", "" + told.size())));
                return !told.isEmpty();
            });

            client.pollApi(
                    client.instances()
                            .exec(
                                    ref,
                                    new ExecCommand(
                                            List.of("echo", "word-on-the-line"),
                                            Map.of("SECRET", "word-in-the-environment"),
                                            null,
                                            null,
                                            null,
                                            true)),
                    Fixture.PATIENCE);

            await().untilAsserted(() -> assertThat(told).anyMatch(each -> each.contains("word-on-the-line")));
            await().during(Duration.ofMillis(300)).until(() -> true);
            assertThat(told).noneMatch(each -> each.contains("word-in-the-environment"));
            stream.run();
        }
    }

    @ParameterizedTest
    @EnumSource(value = DevServer.class, mode = Mode.EXCLUDE, names = "VM")
    void what_happens_while_the_stream_is_broken_is_never_told(DevServer which, TestReporter reporter) {
        on(which, reporter);
        URI url = URI.create(server.variable("URL"));
        try (Relay relay = new Relay(url.getPort());
                IncusClient far = IncusClient.builder()
                        .target("https://127.0.0.1:" + relay.port())
                        .authentication(server.authentication("CLIENT"))
                        .build()) {
            RecordedEvents events = RecordedEvents.of(far);
            InstanceRef before = fixture.created(Map.of());
            await().untilAsserted(() -> assertThat(events.actionsOf(before)).contains("instance-created"));

            relay.refuse(true);
            relay.cut();
            await().until(() -> !events.disconnections().isEmpty());
            InstanceRef meanwhile = fixture.created(Map.of());
            relay.refuse(false);
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                far.events().reconnectNow();
                return events.connections() == 2;
            });
            InstanceRef after = fixture.created(Map.of());

            await().untilAsserted(() -> assertThat(events.actionsOf(after)).contains("instance-created"));
            assertThat(events.actionsOf(meanwhile)).isEmpty();
            assertThat(far.instances().listAllProjects())
                    .extracting(each -> each.ref())
                    .contains(before, meanwhile, after);
        }
    }

    @ParameterizedTest
    @EnumSource(value = DevServer.class, mode = Mode.EXCLUDE, names = "VM")
    void a_daemon_that_is_told_to_stop_lets_what_runs_end_and_says_how(DevServer which, TestReporter reporter) {
        on(which, reporter);
        assumeTrue(DevServers.there(), "nothing to stop the daemon with: INCUS_OPERATOR_DEV_SERVERS is not set");
        InstanceRef ref = fixture.running();
        ApiResponse begun = client.instances()
                .exec(ref, new ExecCommand(List.of("sh", "-c", "sleep 3; exit 5"), Map.of(), null, null, null, true));
        CompletableFuture<ApiResponse> waiting = client.pollApi(begun);

        CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> server.control("restart"));

        assertThat(waiting.orTimeout(60, TimeUnit.SECONDS)
                        .join()
                        .operation()
                        .orElseThrow()
                        .returnCode())
                .contains(5);
        stopping.orTimeout(100, TimeUnit.SECONDS).join();
        await().ignoreExceptionsInstanceOf(IncusException.class)
                .untilAsserted(() -> assertThat(client.server().get().trusted()).isTrue());
    }

    @ParameterizedTest
    @EnumSource(value = DevServer.class, mode = Mode.EXCLUDE, names = "VM")
    void the_name_localhost_is_not_in_the_servers_certificate(DevServer which, TestReporter reporter) throws Exception {
        on(which, reporter);
        String pem = Files.readString(server.file("SERVER_CERT"));
        String byName = server.variable("URL").replace("127.0.0.1", "localhost");
        Authentication pinned = server.authentication("CLIENT");
        try (IncusClient verified = IncusClient.builder()
                        .target(byName)
                        .authentication(new Authentication(pinned.identity(), Verification.authorityPem(pem)))
                        .build();
                IncusClient trusting = IncusClient.builder()
                        .target(byName)
                        .authentication(pinned)
                        .build()) {
            assertThatThrownBy(() -> verified.server().get())
                    .isInstanceOfSatisfying(
                            TlsRefused.class, e -> assertThat(e.refused()).isEqualTo(TlsRefused.Cause.NAME));
            assertThat(trusting.server().get().trusted()).isTrue();
        }
    }

    private boolean running(InstanceRef ref, String command) {
        Operation looked = run(ref, "ps -o args | grep -v grep | grep -qF '" + command + "'");
        return looked.returnCode().orElseThrow() == 0;
    }

    private Operation run(InstanceRef ref, String script) {
        Operation operation = client.pollApi(
                        client.instances()
                                .exec(
                                        ref,
                                        new ExecCommand(List.of("sh", "-c", script), Map.of(), null, null, null, true)),
                        Fixture.PATIENCE)
                .operation()
                .orElseThrow();
        assertThat(operation
                        .outputPath(2)
                        .flatMap(path -> client.instances().logTail(ref.project(), path, 1000))
                        .map(tail -> new String(tail.bytes(), StandardCharsets.UTF_8)))
                .contains("");
        return operation;
    }

    private Transport transport(Target target) {
        return new Transport(
                List.of(target),
                server.authentication("CLIENT"),
                Network.any(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                1024 * 1024,
                RequestGate.open());
    }

    private static MessageListener listener(Consumer<String> messages, AtomicInteger open) {
        return new MessageListener() {
            @Override
            public void opened() {
                open.incrementAndGet();
            }

            @Override
            public void message(String text) {
                messages.accept(text);
            }

            @Override
            public void broken(IncusException reason) {}
        };
    }
}
