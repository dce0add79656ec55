package dev.incusoperator.simulated;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.IncusClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Drives a simulated host through its unix socket, for the host's own tests. */
final class Driver implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final IncusClient client;

    Driver(SimulatedHost host) {
        this.client = IncusClient.builder()
                .target(host.socketPath().toString())
                .timeouts(Duration.ofSeconds(5), PATIENCE)
                .build();
    }

    IncusClient client() {
        return client;
    }

    /** Whatever it answers. */
    ApiResponse raw(ApiRequest request) {
        return client.request(request.withoutValidation());
    }

    ApiResponse get(String... path) {
        return raw(ApiRequest.get("instances", path));
    }

    ApiResponse create(String name, Map<String, ?> more) {
        Map<String, Object> definition = new java.util.TreeMap<>(
                Map.of("name", name, "start", true, "source", Map.of("type", "image", "alias", "busybox")));
        definition.putAll(more);
        return raw(ApiRequest.post("instances").json(definition));
    }

    /** One that runs. */
    void running(String name) {
        finished(create(name, Map.of()));
    }

    ApiResponse state(String name, String action, boolean force, int timeout) {
        return raw(ApiRequest.put("instances", name, "state")
                .json(Map.of("action", action, "force", force, "timeout", timeout)));
    }

    ApiResponse exec(String name, Map<String, String> environment, String... command) {
        return raw(ApiRequest.post("instances", name, "exec")
                .json(Map.of("command", List.of(command), "record-output", true, "environment", environment)));
    }

    ApiResponse delete(String name) {
        return raw(ApiRequest.delete("instances", name));
    }

    ApiResponse operation(ApiResponse begun) {
        return raw(ApiRequest.get("operations", id(begun)));
    }

    ApiResponse finished(ApiResponse begun) {
        return raw(ApiRequest.get("operations", id(begun), "wait").timeout(PATIENCE));
    }

    static String id(ApiResponse begun) {
        return begun.operationId().orElseThrow(() -> new AssertionError("no operation in " + begun.text()));
    }

    @Override
    public void close() {
        client.close();
    }
}
