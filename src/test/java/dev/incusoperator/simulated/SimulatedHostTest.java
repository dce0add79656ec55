package dev.incusoperator.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
}
