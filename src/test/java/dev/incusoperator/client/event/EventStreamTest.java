package dev.incusoperator.client.event;

import static dev.incusoperator.client.support.ScriptedServer.error;
import static dev.incusoperator.client.support.ScriptedServer.lifecycleEvent;
import static dev.incusoperator.client.support.ScriptedServer.operationEvent;
import static dev.incusoperator.client.support.ScriptedServer.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.IncusException.CannotConnect;
import dev.incusoperator.client.IncusException.NoAnswer;
import dev.incusoperator.client.IncusException.NotTrusted;
import dev.incusoperator.client.contract.RecordedEvents;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.support.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventStreamTest {
    private static final InstanceRef WEB = new InstanceRef("default", "web");
    private static final String STARTED = lifecycleEvent("instance-started", "/1.0/instances/web", "default", "web");

    private ScriptedServer server;
    private IncusClient client;

    @BeforeEach
    void connect() {
        server = new ScriptedServer().streams();
        client = server.client();
    }

    @AfterEach
    void disconnect() {
        client.close();
        server.close();
    }

    @Test
    void operations_and_lifecycle_of_all_projects_are_asked_for() {
        RecordedEvents events = RecordedEvents.of(client);

        server.send(STARTED);

        await().untilAsserted(() -> assertThat(events.actionsOf(WEB)).containsExactly("instance-started"));
        assertThat(server.asked()).containsExactly("GET /1.0/events?type=operation%2Clifecycle&all-projects=true");
        assertThat(client.events().connected()).isTrue();
    }

    @Test
    void a_stream_that_breaks_is_told_and_opened_again() {
        RecordedEvents events = RecordedEvents.of(client);

        server.relay().cut();

        await().until(() -> events.connections() == 2);
        assertThat(events.disconnections()).hasSize(1).first().isInstanceOf(NoAnswer.class);
        server.send(STARTED);
        await().untilAsserted(() -> assertThat(events.actionsOf(WEB)).hasSize(1));
    }

    @Test
    void a_stream_that_the_server_closes_is_opened_again() {
        RecordedEvents events = RecordedEvents.of(client);

        server.closeStreams();

        await().until(() -> events.connections() == 2);
        assertThat(events.disconnections()).first().isInstanceOf(NoAnswer.class);
    }

    @Test
    void a_peer_that_falls_silent_is_noticed_within_fifteen_seconds() {
        RecordedEvents events = RecordedEvents.of(client);

        server.relay().silent(true);

        await().atMost(Duration.ofSeconds(15))
                .until(() -> !events.disconnections().isEmpty());
        server.relay().silent(false);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            client.events().reconnectNow();
            return events.connections() == 2;
        });
    }

    @Test
    void a_stream_that_is_opened_anew_is_told_as_connected_once_more_and_not_as_broken() {
        RecordedEvents events = RecordedEvents.of(client);

        client.events().reopen();

        await().until(() -> events.connections() == 2);
        assertThat(events.disconnections()).isEmpty();
        assertThat(client.events().connected()).isTrue();
    }

    @Test
    void what_cannot_be_read_is_skipped_and_counted() {
        RecordedEvents events = RecordedEvents.of(client);

        List.of(
                        "not JSON",
                        "[]",
                        "null",
                        "{}",
                        "{\"type\":\"lifecycle\",\"metadata\":null}",
                        "{\"type\":\"lifecycle\",\"metadata\":{\"action\":\"instance-started\"}}",
                        "{\"type\":\"operation\",\"metadata\":{\"id\":7}}",
                        "{\"type\":\"logging\",\"metadata\":{\"message\":\"x\"}}",
                        "[".repeat(10_000))
                .forEach(server::send);
        server.send(STARTED);

        await().untilAsserted(() -> assertThat(events.actionsOf(WEB)).hasSize(1));
        assertThat(client.events().skipped()).isEqualTo(9);
        assertThat(events.disconnections()).isEmpty();
    }

    @Test
    void attempts_that_fail_are_each_told_and_come_less_and_less_often() {
        server.on("GET /1.0/events", error(500, "not ready"));
        RecordedEvents events = RecordedEvents.notWaitingFor(client);

        await().until(() -> events.disconnections().size() >= 4);
        int attempts = server.asked("GET /1.0/events").size();
        assertThat(events.disconnections())
                .allSatisfy(e -> assertThat(e).isInstanceOf(ApiError.class).hasMessageContaining("not ready"));
        await().during(Duration.ofMillis(600))
                .until(() -> server.asked("GET /1.0/events").size() <= attempts + 2);
    }

    @Test
    void a_server_that_opens_and_closes_at_once_is_not_hammered() {
        AtomicInteger opened = new AtomicInteger();
        server.on("GET /1.0/events", request -> {
            opened.incrementAndGet();
            return new MockResponse.Builder()
                    .webSocketUpgrade(new WebSocketListener() {
                        @Override
                        public void onOpen(WebSocket socket, okhttp3.Response response) {
                            socket.close(1000, "no");
                        }
                    })
                    .build();
        });
        RecordedEvents.notWaitingFor(client);

        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);

        assertThat(opened.get()).isBetween(2, 10);
    }

    @Test
    void a_server_that_is_away_is_cannot_connect() {
        server.close();
        RecordedEvents events = RecordedEvents.notWaitingFor(client);

        await().untilAsserted(() -> assertThat(events.disconnections())
                .hasSizeGreaterThan(1)
                .allSatisfy(e -> assertThat(e)
                        .isInstanceOf(CannotConnect.class)
                        .hasMessageContaining("GET /1.0/events at " + server.url())));
    }

    @Test
    void reconnecting_now_does_not_wait_for_the_back_off() {
        server.on("GET /1.0/events", error(500, "not ready"));
        RecordedEvents events = RecordedEvents.notWaitingFor(client);
        await().until(() -> events.disconnections().size() >= 6);
        server.streams();

        await().pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(2))
                .until(() -> {
                    client.events().reconnectNow();
                    return events.connections() == 1;
                });
    }

    @Test
    void reconnecting_now_leaves_a_connected_stream_alone() {
        RecordedEvents events = RecordedEvents.of(client);

        client.events().reconnectNow();
        server.send(STARTED);

        await().untilAsserted(() -> assertThat(events.actionsOf(WEB)).hasSize(1));
        assertThat(server.asked("GET /1.0/events")).hasSize(1);
    }

    @Test
    void a_client_that_may_not_see_all_projects_listens_to_its_own() {
        MockResponse stream = streamResponse();
        server.on(
                        "GET /1.0/events",
                        request -> request.getUrl().queryParameter("all-projects") == null
                                ? stream
                                : error(403, "not authorized"))
                .on("GET /1.0/projects", sync("[\"/1.0/projects/one\",\"/1.0/projects/two\"]"));
        RecordedEvents events = RecordedEvents.of(client);

        assertThat(server.asked("GET /1.0/events"))
                .containsExactlyInAnyOrder(
                        "GET /1.0/events?type=operation%2Clifecycle&all-projects=true",
                        "GET /1.0/events?type=operation%2Clifecycle&project=one",
                        "GET /1.0/events?type=operation%2Clifecycle&project=two");
        assertThat(events.disconnections()).isEmpty();
        assertThat(events.connections()).isEqualTo(1);
    }

    @Test
    void a_client_that_may_see_no_project_is_not_trusted() {
        server.on("GET /1.0/events", error(403, "not authorized"))
                .on("GET /1.0/projects", error(403, "not authorized"));
        RecordedEvents events = RecordedEvents.notWaitingFor(client);

        await().untilAsserted(() -> assertThat(events.disconnections()).first().isInstanceOf(NotTrusted.class));
        assertThat(events.connections()).isZero();
    }

    @Test
    void a_listener_that_fails_does_not_end_the_stream() {
        List<Event> heard = new CopyOnWriteArrayList<>();
        client.events().start(new EventListener() {
            @Override
            public void connected() {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void event(Event event) {
                heard.add(event);
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void disconnected(IncusException reason) {}
        });
        await().until(client.events()::connected);

        server.send(STARTED);
        server.send(STARTED);

        await().until(() -> heard.size() == 2);
    }

    @Test
    void a_listener_is_called_by_one_thread_in_order() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<String> order = new CopyOnWriteArrayList<>();
        client.events().start(new EventListener() {
            @Override
            public void connected() {
                threads.add(Thread.currentThread());
                order.add("connected");
            }

            @Override
            public void event(Event event) {
                threads.add(Thread.currentThread());
                order.add(((Event.LifecycleEvent) event).name());
            }

            @Override
            public void disconnected(IncusException reason) {
                threads.add(Thread.currentThread());
                order.add("disconnected");
            }
        });
        await().until(client.events()::connected);

        IntStream.range(0, 500)
                .forEach(i ->
                        server.send(lifecycleEvent("instance-started", "/1.0/instances/i" + i, "default", "i" + i)));
        await().until(() -> order.size() == 501);
        server.relay().cut();

        await().until(() -> order.contains("disconnected"));
        assertThat(order.subList(0, 3)).containsExactly("connected", "i0", "i1");
        assertThat(order.subList(500, 502)).containsExactly("i499", "disconnected");
        assertThat(threads).hasSize(1).allMatch(thread -> thread.getName().startsWith("incus-events"));
    }

    @Test
    void a_listener_that_is_far_too_slow_loses_the_stream_and_not_the_memory() {
        CountDownLatch slow = new CountDownLatch(1);
        List<IncusException> disconnections = new CopyOnWriteArrayList<>();
        client.events().start(new EventListener() {
            @Override
            public void connected() {}

            @Override
            public void event(Event event) {
                try {
                    slow.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void disconnected(IncusException reason) {
                disconnections.add(reason);
            }
        });
        await().until(client.events()::connected);
        await().until(() -> server.openStreams() == 1);
        String event = operationEvent("1", 103, "");

        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    IntStream.range(0, 500).forEach(i -> server.send(event));
                    return !client.events().connected();
                });
        slow.countDown();

        await().untilAsserted(() ->
                assertThat(disconnections).first().satisfies(e -> assertThat(e).hasMessageContaining("too slow")));
    }

    @Test
    void closing_is_final_and_prompt() {
        RecordedEvents events = RecordedEvents.of(client);

        long begun = System.nanoTime();
        client.events().close();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        assertThat(client.events().connected()).isFalse();
        await().until(() -> server.openStreams() == 0);
        server.send(STARTED);
        client.events().reconnectNow();
        await().during(Duration.ofMillis(400))
                .until(() -> events.disconnections().isEmpty());
        assertThat(events.connections()).isEqualTo(1);
        assertThat(server.asked("GET /1.0/events")).hasSize(1);
    }

    @Test
    void a_listener_may_close_the_client() {
        client.events().start(new EventListener() {
            @Override
            public void connected() {
                client.close();
            }

            @Override
            public void event(Event event) {}

            @Override
            public void disconnected(IncusException reason) {}
        });

        await().until(() -> server.asked("GET /1.0/events").size() == 1);
        await().until(() -> server.openStreams() == 0 && !client.events().connected());
    }

    @Test
    void a_stream_is_started_once() {
        RecordedEvents.of(client);

        assertThatThrownBy(() -> RecordedEvents.notWaitingFor(client)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_closed_client_leaves_no_thread_behind() {
        RecordedEvents.of(client);
        client.close();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("incus-")));
    }

    private MockResponse streamResponse() {
        return new MockResponse.Builder()
                .webSocketUpgrade(new WebSocketListener() {})
                .build();
    }
}
