package dev.incusoperator.client;

import static dev.incusoperator.client.support.ScriptedServer.error;
import static dev.incusoperator.client.support.ScriptedServer.json;
import static dev.incusoperator.client.support.ScriptedServer.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.IncusException.CannotConnect;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.IncusException.NoAnswer;
import dev.incusoperator.client.IncusException.NotTrusted;
import dev.incusoperator.client.contract.RecordedEvents;
import dev.incusoperator.client.support.ScriptedServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RequestTest {
    private ScriptedServer server;
    private IncusClient client;

    @BeforeEach
    void connect() {
        server = new ScriptedServer();
        client = server.client();
    }

    @AfterEach
    void disconnect() {
        client.close();
        server.close();
    }

    // what is sent

    @ParameterizedTest
    @CsvSource({
        "instances, /1.0/instances",
        "/instances, /1.0/instances",
        "/1.0/instances, /1.0/instances",
        "1.0/instances/, /1.0/instances",
        "'', /1.0",
        "/, /1.0",
        "/1.0, /1.0",
        "instances/web-1/logs/exec-output/exec_1.stdout, /1.0/instances/web-1/logs/exec-output/exec_1.stdout"
    })
    void a_path_is_below_the_version_with_or_without_naming_it(String path, String sent) {
        client.request(ApiRequest.get(path).withoutValidation());

        assertThat(server.asked()).containsExactly("GET " + sent);
        assertThat(ApiRequest.get(path).toString()).isEqualTo("GET " + sent + (path.endsWith("s/") ? "/" : ""));
    }

    @Test
    void project_target_and_query_are_parameters_and_encoded() {
        client.request(ApiRequest.get("instances")
                .project("a&b=c")
                .target("@group one")
                .query("recursion", "1")
                .withoutValidation());

        RecordedRequest sent = request();
        assertThat(sent.getUrl().queryParameter("project")).isEqualTo("a&b=c");
        assertThat(sent.getUrl().queryParameter("target")).isEqualTo("@group one");
        assertThat(sent.getUrl().queryParameter("recursion")).isEqualTo("1");
    }

    @Test
    void an_empty_project_or_target_is_none() {
        client.request(ApiRequest.get("instances").project("").target("").withoutValidation());

        assertThat(server.asked()).containsExactly("GET /1.0/instances");
    }

    @Test
    void a_name_stays_one_segment_whatever_is_in_it() {
        client.request(
                ApiRequest.get("instances", "../../1.0/certificates?x#y z").withoutValidation());

        assertThat(server.asked()).containsExactly("GET /1.0/instances/..%2F..%2F1.0%2Fcertificates%3Fx%23y%20z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"instances/../certificates", "instances/%2e%2E/x", "./instances", "instances?recursion=1"})
    void a_path_that_leads_elsewhere_is_refused_and_nothing_sent(String path) {
        assertThatThrownBy(() -> client.request(ApiRequest.get(path))).isInstanceOf(IllegalArgumentException.class);
        assertThat(server.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void a_name_that_is_none_is_refused(String name) {
        assertThatThrownBy(() -> ApiRequest.get("instances", name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_json_body_and_headers_are_sent() {
        client.request(ApiRequest.put("instances", "x")
                .json(Map.of("config", Map.of("user.a", "ä")))
                .ifMatch("\"abc\"")
                .withoutValidation());

        RecordedRequest sent = request();
        assertThat(sent.getBody().utf8()).isEqualTo("{\"config\":{\"user.a\":\"ä\"}}");
        assertThat(sent.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(sent.getHeaders().get("If-Match")).isEqualTo("\"abc\"");
        assertThat(sent.getHeaders().get("User-Agent")).isEqualTo("incus-operator");
    }

    @Test
    void a_raw_body_is_sent_as_it_is() {
        client.request(ApiRequest.post("files").raw(new byte[] {0, (byte) 0xff}).withoutValidation());

        assertThat(request().getBody().toByteArray()).containsExactly(0, 0xff);
    }

    @Test
    void a_request_is_a_value_that_stays_as_it_is() {
        ApiRequest first = ApiRequest.get("instances");
        ApiRequest second = first.project("p");

        assertThat(first.query()).isEmpty();
        assertThat(second.query()).containsExactly(Map.entry("project", "p"));
        assertThat(second.json(Map.of("a", 1)).raw(new byte[1]).json()).isNull();
    }

    @Test
    void bodies_queries_and_headers_are_not_printed() {
        ApiRequest request = ApiRequest.post("certificates")
                .query("secret", "hidden")
                .header("Authorization", "hidden")
                .json(Map.of("trust_token", "hidden"));

        assertThat(request.toString()).isEqualTo("POST /1.0/certificates");
    }

    // what is made of the answer

    @Test
    void an_answer_has_its_headers_in_any_case_its_metadata_and_its_etag() {
        server.on(
                "GET /1.0/x",
                sync("{\"a\":1}").newBuilder().addHeader("ETag", "\"e\"").build());

        ApiResponse answer = client.request(ApiRequest.get("x"));

        assertThat(answer.httpStatus()).isEqualTo(200);
        assertThat(answer.etag()).contains("\"e\"");
        assertThat(answer.headers()).containsEntry("etag", "\"e\"");
        assertThat(answer.metadata().path("a").asInt()).isEqualTo(1);
        assertThat(answer.operationId()).isEmpty();
        assertThat(answer.operation()).isEmpty();
    }

    @Test
    void an_asynchronous_answer_names_its_operation() {
        server.on("POST /1.0/x", ScriptedServer.async("12-34"));

        ApiResponse answer = client.request(ApiRequest.post("x"));

        assertThat(answer.operationId()).contains("12-34");
        assertThat(answer.operation().orElseThrow().done()).isFalse();
    }

    @ParameterizedTest(name = "{0}, error_code {1}, {2} → {3}")
    @CsvSource({
        "200, 404, Network not found, ApiError",
        "200, 500, context deadline exceeded, ApiError",
        "404, 404, Instance not found, ApiError",
        "412, 412, Precondition failed, ApiError",
        "403, 403, not authorized, NotTrusted",
        "401, 401, unauthorized, NotTrusted",
        "500, 500, User does not have permissions for project, NotTrusted"
    })
    void the_body_decides_and_not_the_http_status(int http, int code, String text, String kind) {
        server.on(
                "GET /1.0/x",
                json(ScriptedServer.errorBody(code, text))
                        .newBuilder()
                        .code(http)
                        .build());

        assertThatThrownBy(() -> client.request(ApiRequest.get("x")))
                .isInstanceOf(IncusException.class)
                .hasMessageContaining(text)
                .hasMessageContaining("GET /1.0/x at " + server.url())
                .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(kind))
                .satisfies(e -> {
                    if (e instanceof ApiError error) {
                        assertThat(error.code()).isEqualTo(code);
                        assertThat(error.serverText()).isEqualTo(text);
                    }
                });
    }

    @Test
    void a_very_long_text_of_the_server_is_cut() {
        server.on("GET /1.0/x", error(400, "x".repeat(100_000)));

        assertThatThrownBy(() -> client.request(ApiRequest.get("x")))
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(2_200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>secret of an inner web page</html>",
                "",
                "[]",
                "\"text\"",
                "{\"hello\":\"secret\"}",
                "{\"type\":\"sync\"} trailing",
                "{\"type\":\"sync\"",
                "null"
            })
    void what_is_no_answer_of_the_api_is_malformed_and_not_echoed(String body) {
        server.on("GET /1.0/x", json(body));

        assertThatThrownBy(() -> client.request(ApiRequest.get("x")))
                .isInstanceOf(MalformedAnswer.class)
                .hasMessageContaining("is this the address of an Incus or LXD server?")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void json_that_is_nested_without_end_is_refused() {
        server.on("GET /1.0/x", sync("[".repeat(5_000) + "]".repeat(5_000)));

        assertThatThrownBy(() -> client.request(ApiRequest.get("x"))).isInstanceOf(MalformedAnswer.class);
    }

    @Test
    void an_answer_larger_than_allowed_is_not_read() {
        server.on("GET /1.0/x", sync("\"" + "x".repeat(5_000) + "\""));
        try (IncusClient careful = server.builder().largestAnswer(4_096).build()) {
            assertThatThrownBy(() -> careful.request(ApiRequest.get("x")))
                    .isInstanceOf(MalformedAnswer.class)
                    .hasMessageContaining("4096 bytes");
        }
    }

    @Test
    void what_is_not_validated_is_returned_whatever_it_is() {
        server.on(
                "GET /1.0/log",
                new MockResponse.Builder().code(500).body("not JSON: {").build());

        ApiResponse answer = client.request(ApiRequest.get("log").withoutValidation());

        assertThat(answer.httpStatus()).isEqualTo(500);
        assertThat(answer.text()).isEqualTo("not JSON: {");
        assertThat(answer.json()).isNull();
        assertThat(answer.metadata().isMissingNode()).isTrue();
    }

    @Test
    void a_redirect_is_not_followed() {
        server.on(
                "GET /1.0/x",
                new MockResponse.Builder()
                        .code(302)
                        .addHeader("Location", server.url() + "/1.0/elsewhere")
                        .build());

        assertThatThrownBy(() -> client.request(ApiRequest.get("x")))
                .isInstanceOf(MalformedAnswer.class)
                .hasMessageContaining("HTTP 302");
        assertThat(server.asked()).containsExactly("GET /1.0/x");
    }

    @Test
    void a_validator_of_ones_own_replaces_the_clients() {
        server.on("GET /1.0/x", error(404, "not found"));
        AtomicReference<ApiResponse> seen = new AtomicReference<>();
        try (IncusClient lenient = client.validate((request, response) -> seen.set(response))) {
            assertThat(lenient.request(ApiRequest.get("x")).httpStatus()).isEqualTo(404);
        }
        assertThat(seen.get().httpStatus()).isEqualTo(404);
        assertThatThrownBy(() -> client.request(ApiRequest.get("x"))).isInstanceOf(ApiError.class);
    }

    // connections that break

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void what_changes_something_is_never_sent_twice(String method) {
        server.on(
                method + " /1.0/x",
                new MockResponse.Builder()
                        .onResponseStart(new SocketEffect.CloseSocket())
                        .build());

        assertThatThrownBy(() -> client.request(ApiRequest.of(method, "x")))
                .isInstanceOf(NoAnswer.class)
                .hasMessageContaining("whether it was carried out is not known");

        assertThat(server.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void nor_over_a_connection_that_was_used_before(String method) {
        server.on("GET /1.0/x", sync("{}"))
                .on(
                        method + " /1.0/x",
                        new MockResponse.Builder()
                                .onResponseStart(new SocketEffect.CloseSocket())
                                .build());
        client.request(ApiRequest.get("x"));

        assertThatThrownBy(() -> client.request(ApiRequest.of(method, "x"))).isInstanceOf(NoAnswer.class);

        assertThat(server.asked(method)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 503})
    void nor_when_the_server_asks_to_try_again(int status) {
        server.on(
                "POST /1.0/x",
                new MockResponse.Builder()
                        .code(status)
                        .addHeader("Retry-After", "0")
                        .build());

        assertThatThrownBy(() -> client.request(ApiRequest.post("x"))).isInstanceOf(IncusException.class);

        assertThat(server.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void a_proxy_that_does_not_reach_the_server_is_a_server_that_is_away_and_no_other_kind_of_server(int status) {
        server.on(
                "GET /1.0/x",
                new MockResponse.Builder()
                        .code(status)
                        .addHeader("Content-Type", "text/html")
                        .body("<html>secret of an inner web page</html>")
                        .build());

        assertThatThrownBy(() -> client.request(ApiRequest.get("x")))
                .isInstanceOfSatisfying(ApiError.class, e -> {
                    assertThat(e.code()).isEqualTo(status);
                    assertThat(e.retryable()).isTrue();
                })
                .hasMessageContaining("HTTP " + status)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void of_what_a_proxy_may_have_passed_on_before_it_gave_up_the_outcome_is_unknown(String method) {
        server.on(
                method + " /1.0/x",
                new MockResponse.Builder().code(504).body("<html>").build());

        assertThatThrownBy(() -> client.request(ApiRequest.of(method, "x")))
                .isInstanceOf(NoAnswer.class)
                .hasMessageContainingAll("HTTP 504", "unknown whether it was done");
    }

    @Test
    void a_read_over_a_connection_that_the_server_had_closed_is_sent_again() {
        AtomicInteger count = new AtomicInteger();
        server.on(
                "GET /1.0/x",
                request -> count.incrementAndGet() == 2
                        ? new MockResponse.Builder()
                                .onResponseStart(new SocketEffect.CloseSocket())
                                .build()
                        : sync("{}"));

        client.request(ApiRequest.get("x"));
        client.request(ApiRequest.get("x"));

        assertThat(server.asked()).hasSize(3);
    }

    @Test
    void a_read_over_a_new_connection_that_breaks_is_not() {
        server.on(
                "GET /1.0/x",
                new MockResponse.Builder()
                        .onResponseStart(new SocketEffect.CloseSocket())
                        .build());

        assertThatThrownBy(() -> client.request(ApiRequest.get("x"))).isInstanceOf(NoAnswer.class);

        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void an_answer_that_breaks_off_is_no_answer() {
        server.on(
                "POST /1.0/x",
                sync("\"" + "x".repeat(100_000) + "\"")
                        .newBuilder()
                        .onResponseBody(new SocketEffect.CloseSocket())
                        .build());

        assertThatThrownBy(() -> client.request(ApiRequest.post("x"))).isInstanceOf(NoAnswer.class);
    }

    @Test
    void a_server_that_does_not_answer_in_time_is_no_answer() {
        server.on(
                "POST /1.0/x",
                sync("{}").newBuilder().headersDelay(30, TimeUnit.SECONDS).build());

        assertThatThrownBy(() -> client.request(ApiRequest.post("x").timeout(Duration.ofMillis(300))))
                .isInstanceOf(NoAnswer.class)
                .hasMessageContaining("no answer in time")
                .satisfies(e -> assertThat(((IncusException) e).retryable()).isTrue());
    }

    @Test
    void a_call_may_be_given_more_time_than_the_client_gives() {
        server.on("GET /1.0/fast", sync("{}"))
                .on(
                        "GET /1.0/slow",
                        sync("{}")
                                .newBuilder()
                                .headersDelay(1_500, TimeUnit.MILLISECONDS)
                                .build());
        Duration ample = Duration.ofSeconds(20);
        try (IncusClient hasty = server.builder()
                .timeouts(Duration.ofSeconds(5), Duration.ofMillis(500))
                .build()) {
            hasty.request(ApiRequest.get("fast").timeout(ample));

            assertThatThrownBy(() -> hasty.request(ApiRequest.get("slow"))).isInstanceOf(NoAnswer.class);
            assertThat(hasty.request(ApiRequest.get("slow").timeout(ample)).httpStatus())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_port_where_nobody_listens_cannot_be_connected_to() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try (IncusClient nobody =
                IncusClient.builder().target("https://127.0.0.1:" + free).build()) {
            assertThatThrownBy(() -> nobody.request(ApiRequest.post("x")))
                    .isInstanceOf(CannotConnect.class)
                    .hasMessageContaining("POST /1.0/x at https://127.0.0.1:" + free)
                    .hasMessageContaining("connection refused")
                    .hasMessageContaining("core.https_address");
        }
    }

    @Test
    void a_name_that_nobody_knows_cannot_be_connected_to() {
        try (IncusClient nobody =
                IncusClient.builder().target("https://farhost.invalid:8443").build()) {
            assertThatThrownBy(() -> nobody.request(ApiRequest.get("instances")))
                    .isInstanceOf(CannotConnect.class)
                    .hasMessageContaining("the name farhost.invalid cannot be resolved");
        }
    }

    @Test
    void a_host_that_accepts_and_then_says_nothing_cannot_be_connected_to() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                IncusClient patient = IncusClient.builder()
                        .target("https://127.0.0.1:" + silent.getLocalPort())
                        .timeouts(Duration.ofMillis(300), Duration.ofMillis(600))
                        .build()) {
            assertThatThrownBy(() -> patient.request(ApiRequest.post("x")))
                    .isInstanceOf(CannotConnect.class)
                    .hasMessageContaining("no connection in time");
        }
    }

    @Test
    void a_name_with_several_addresses_is_reached_at_the_one_that_answers() {
        server.on("GET /1.0/x", sync("{}"));
        try (IncusClient named =
                server.builder().target("https://localhost:" + server.port()).build()) {
            assertThat(named.request(ApiRequest.get("x")).httpStatus()).isEqualTo(200);
        }
    }

    @Test
    void an_address_that_is_not_allowed_is_not_connected_to_by_whatever_name() {
        try (IncusClient guarded = server.builder()
                .target("https://localhost:" + server.port())
                .allowedAddresses(address -> !address.isLoopbackAddress())
                .build()) {
            RecordedEvents events = RecordedEvents.notWaitingFor(guarded);
            assertThatThrownBy(() -> guarded.request(ApiRequest.get("x")))
                    .isInstanceOf(CannotConnect.class)
                    .hasMessageContaining("an address that this client may not connect to");
            await().untilAsserted(
                            () -> assertThat(events.disconnections()).first().isInstanceOf(CannotConnect.class));
        }
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void a_closed_client_sends_nothing_more() {
        client.close();

        assertThatThrownBy(() -> client.request(ApiRequest.post("x")))
                .isInstanceOf(CannotConnect.class)
                .hasMessageContaining("this client is closed");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void not_being_trusted_is_an_error_that_time_does_not_heal() {
        server.on("GET /1.0/instances", error(403, "not authorized"));

        assertThatThrownBy(() -> client.instances().list("default"))
                .isInstanceOfSatisfying(
                        NotTrusted.class, e -> assertThat(e.retryable()).isFalse());
    }

    @Test
    void a_body_may_be_any_json() {
        ApiRequest request = ApiRequest.post("x")
                .json(JsonNodeFactory.instance.arrayNode().add(1).add("two"))
                .withoutValidation();

        client.request(request);

        assertThat(request().getBody().utf8()).isEqualTo("[1,\"two\"]");
    }

    private RecordedRequest request() {
        try {
            return server.web().takeRequest(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
