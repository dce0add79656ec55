package dev.incusoperator.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Servers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(Servers.SIMULATED)
class SimulatedHostTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final SimulatedHost host =
            SimulatedHost.builder().product(Product.INCUS).plainHttp().start();

    @AfterEach
    void close() {
        host.close();
    }

    private JsonNode call(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(host.url() + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return new ObjectMapper()
                .readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    private JsonNode finished(JsonNode async) throws Exception {
        return call("GET", async.path("operation").asText() + "/wait", "");
    }

    @Test
    void an_instance_is_created_and_started_runs_a_command_and_is_deleted() throws Exception {
        JsonNode created = finished(call(
                "POST",
                "/1.0/instances",
                "{\"name\":\"a\",\"start\":true,\"source\":{\"type\":\"image\",\"alias\":\"busybox\"}}"));
        assertThat(created.at("/metadata/status").asText()).isEqualTo("Success");
        assertThat(host.instance("a").orElseThrow().running()).isTrue();

        JsonNode ran = finished(call(
                "POST",
                "/1.0/instances/a/exec",
                "{\"command\":[\"sh\",\"-c\",\"echo x >> /count; echo hello; exit 3\"],\"record-output\":true}"));
        assertThat(ran.at("/metadata/metadata/return").asInt()).isEqualTo(3);
        assertThat(host.instance("a").orElseThrow().files().get("/count"))
                .asString()
                .isEqualTo("x\n");
        assertThat(host.calls().count("POST", "/1.0/instances/{name}/exec")).isEqualTo(1);

        finished(call("PUT", "/1.0/instances/a/state", "{\"action\":\"stop\",\"force\":true}"));
        finished(call("DELETE", "/1.0/instances/a", ""));
        assertThat(host.instances()).isEmpty();
    }

    @Test
    void what_it_is_asked_is_counted_and_kept() throws Exception {
        call("GET", "/1.0/instances/a?recursion=1", "");
        call("GET", "/1.0/instances/b", "");
        call("PUT", "/1.0/instances/a/state", "{}");

        assertThat(host.calls().count("GET", "/1.0/instances/{name}")).isEqualTo(2);
        assertThat(host.calls().total()).isEqualTo(3);
        assertThat(host.calls().journal())
                .extracting(Object::toString)
                .containsExactly(
                        "GET /1.0/instances/a?recursion=1", "GET /1.0/instances/b", "PUT /1.0/instances/a/state");

        host.calls().reset();
        assertThat(host.calls().total()).isZero();
    }

    @Test
    void many_hosts_share_their_threads_and_leave_none() {
        Set<Thread> before = eventLoops();
        List<SimulatedHost> hosts = new ArrayList<>();
        SimulatedNetwork network = SimulatedNetwork.withEventLoops(1);
        try {
            for (int i = 0; i < 10; i++) {
                hosts.add(SimulatedHost.builder().on(network).plainHttp().start());
            }
            assertThat(newSince(before)).as("an acceptor and an event loop").hasSizeLessThanOrEqualTo(2);
        } finally {
            hosts.forEach(SimulatedHost::close);
            network.close();
        }

        await().untilAsserted(() -> assertThat(newSince(before)).isEmpty());
        assertThat(hosts).noneMatch(closed -> Files.exists(closed.socketPath().getParent()));
    }

    private static Set<Thread> newSince(Set<Thread> before) {
        Set<Thread> threads = eventLoops();
        threads.removeAll(before);
        return threads;
    }

    private static Set<Thread> eventLoops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x"))
                .collect(Collectors.toSet());
    }
}
