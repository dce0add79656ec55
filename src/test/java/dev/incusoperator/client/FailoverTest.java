package dev.incusoperator.client;

import static dev.incusoperator.client.support.ScriptedServer.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.IncusException.CannotConnect;
import dev.incusoperator.client.IncusException.NoAnswer;
import dev.incusoperator.client.contract.RecordedEvents;
import dev.incusoperator.client.support.ScriptedServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several addresses of one cluster. */
@Timeout(60)
class FailoverTest {
    private ScriptedServer one;
    private ScriptedServer two;
    private String dead;

    @BeforeEach
    void start() throws Exception {
        one = new ScriptedServer();
        two = new ScriptedServer();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = "https://127.0.0.1:" + socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    @Test
    void an_address_that_cannot_be_connected_to_is_passed_over_and_not_asked_first_again() {
        one.on("POST /1.0/x", sync("{}"));
        try (IncusClient client = one.builder().target(dead, one.url()).build()) {
            assertThat(client.request(ApiRequest.post("x")).target()).isEqualTo(one.url());
            assertThat(client.target()).isEqualTo(one.url());
        }
    }

    @Test
    void a_name_that_leads_elsewhere_is_followed_with_the_next_connection_and_stream() {
        one.on("GET /1.0/x", sync("\"one\"")).streams();
        AtomicReference<String> address = new AtomicReference<>("127.0.0.1");
        try (IncusClient client = one.builder()
                .target("https://cluster.test:" + one.port())
                .names(name -> List.of(InetAddress.getByName(address.get())))
                .build()) {
            RecordedEvents events = RecordedEvents.of(client);
            assertThat(client.request(ApiRequest.get("x")).metadata().asText()).isEqualTo("one");

            // nobody is at home there: so it was asked for anew
            address.set("127.0.0.9");
            one.relay().cut();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> events.disconnections().stream().anyMatch(CannotConnect.class::isInstance));
            assertThatThrownBy(() -> client.request(ApiRequest.get("x"))).isInstanceOf(CannotConnect.class);

            address.set("127.0.0.1");
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                client.events().reconnectNow();
                return client.events().connected();
            });
            assertThat(client.request(ApiRequest.get("x")).metadata().asText()).isEqualTo("one");
        }
    }

    @Test
    void a_member_that_goes_is_followed_by_the_next() {
        one.on("GET /1.0/x", sync("{}"));
        two.on("GET /1.0/x", sync("{}"));
        try (IncusClient client = one.builder().target(one.url(), two.url()).build()) {
            assertThat(client.request(ApiRequest.get("x")).target()).isEqualTo(one.url());

            one.close();
            // what was sent to it last may have been lost with its connection
            await().ignoreExceptionsInstanceOf(NoAnswer.class)
                    .untilAsserted(
                            () -> assertThat(client.request(ApiRequest.get("x")).target())
                                    .isEqualTo(two.url()));
        }
    }

    @Test
    void what_may_have_been_carried_out_is_not_sent_to_another_member() {
        one.on(
                "POST /1.0/x",
                new MockResponse.Builder()
                        .onResponseStart(new SocketEffect.CloseSocket())
                        .build());
        try (IncusClient client = one.builder().target(one.url(), two.url()).build()) {
            assertThatThrownBy(() -> client.request(ApiRequest.post("x"))).isInstanceOf(NoAnswer.class);
        }
        assertThat(two.asked()).isEmpty();
    }

    @Test
    void where_no_member_can_be_connected_to_the_last_failure_is_told() {
        try (IncusClient client = IncusClient.builder().target(dead, dead).build()) {
            assertThatThrownBy(() -> client.request(ApiRequest.get("x"))).isInstanceOf(CannotConnect.class);
        }
    }

    @Test
    void waiting_for_an_operation_goes_on_at_another_member() {
        two.on("GET /1.0/operations/1/wait", sync(ScriptedServer.operation("1", 200, "")));
        try (IncusClient client = one.builder().target(dead, two.url()).build()) {
            assertThat(client.operations()
                            .finished("1")
                            .orTimeout(20, TimeUnit.SECONDS)
                            .join()
                            .succeeded())
                    .isTrue();
        }
    }

    @Test
    void the_event_stream_is_opened_at_another_member() {
        two.streams();
        try (IncusClient client = one.builder().target(dead, two.url()).build()) {
            RecordedEvents.of(client);

            assertThat(client.target()).isEqualTo(two.url());
        }
    }
}
