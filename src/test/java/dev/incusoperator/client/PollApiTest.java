package dev.incusoperator.client;

import static dev.incusoperator.client.support.ScriptedServer.async;
import static dev.incusoperator.client.support.ScriptedServer.error;
import static dev.incusoperator.client.support.ScriptedServer.errorBody;
import static dev.incusoperator.client.support.ScriptedServer.json;
import static dev.incusoperator.client.support.ScriptedServer.operation;
import static dev.incusoperator.client.support.ScriptedServer.operationEvent;
import static dev.incusoperator.client.support.ScriptedServer.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.IncusException.NoAnswer;
import dev.incusoperator.client.IncusException.NotTrusted;
import dev.incusoperator.client.IncusException.OperationFailed;
import dev.incusoperator.client.IncusException.OperationLost;
import dev.incusoperator.client.contract.RecordedEvents;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.support.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for operations: with the event stream and without, on good days and bad ones. */
@Timeout(60)
class PollApiTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String WAIT = "GET /1.0/operations/1/wait";
    private static final String LOOK = "GET /1.0/operations/1";

    private ScriptedServer server;
    private IncusClient client;

    @BeforeEach
    void connect() {
        server = new ScriptedServer().streams().on("POST /1.0/x", async("1"));
        client = server.client();
    }

    @AfterEach
    void disconnect() {
        client.close();
        server.close();
    }

    private ApiResponse begun() {
        return client.request(ApiRequest.post("x"));
    }

    private CompletableFuture<Operation> finished() {
        return client.operations().finished("1").orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    // without the stream

    @Test
    void a_finished_operation_is_returned_in_an_answer_to_the_first_request() {
        server.on(WAIT, sync(operation("1", 200, "")));

        ApiResponse answer = client.pollApi(begun(), PATIENCE);

        assertThat(answer.request().toString()).isEqualTo("POST /1.0/x");
        assertThat(answer.operation().orElseThrow().succeeded()).isTrue();
        assertThat(answer.text()).contains("\"status_code\":200");
        assertThat(server.asked("GET")).allMatch(each -> each.startsWith(WAIT + "?timeout="));
    }

    @Test
    void an_operation_that_failed_in_the_words_of_lxd_is_a_failure() {
        server.on(WAIT, sync(operation("1", 400, "Command not found")));

        assertThatThrownBy(() -> client.pollApi(begun(), PATIENCE))
                .isInstanceOfSatisfying(OperationFailed.class, e -> {
                    assertThat(e.code()).isEqualTo(400);
                    assertThat(e.serverText()).isEqualTo("Command not found");
                    assertThat(e.operation()).isEqualTo("1");
                })
                .hasMessageContaining("POST /1.0/x at " + server.url());
    }

    @Test
    void an_operation_that_failed_in_the_words_of_incus_keeps_the_failures_own_code() {
        server.on(WAIT, json(errorBody(409, "Already there"))).on(LOOK, sync(operation("1", 400, "Already there")));

        assertThatThrownBy(() -> client.pollApi(begun(), PATIENCE)).isInstanceOfSatisfying(OperationFailed.class, e -> {
            assertThat(e.code()).isEqualTo(409);
            assertThat(e.serverText()).isEqualTo("Already there");
        });
    }

    @Test
    void an_operation_that_was_cancelled_is_a_failure() {
        server.on(WAIT, sync(operation("1", 401, "")));

        assertThatThrownBy(() -> client.pollApi(begun(), PATIENCE))
                .isInstanceOfSatisfying(
                        OperationFailed.class, e -> assertThat(e.serverText()).isEqualTo("Cancelled"));
    }

    @Test
    void a_404_that_is_the_operations_own_failure_is_no_lost_operation() {
        server.on(WAIT, json(errorBody(404, "Network not found"))).on(LOOK, error(404, "Operation not found"));

        assertThatThrownBy(() -> client.pollApi(begun(), PATIENCE)).isInstanceOfSatisfying(OperationFailed.class, e -> {
            assertThat(e.code()).isEqualTo(404);
            assertThat(e.serverText()).isEqualTo("Network not found");
        });
        assertThat(finished().join().err()).isEqualTo("Network not found");
    }

    @Test
    void an_operation_that_the_server_has_forgotten_is_lost() {
        server.on(WAIT, error(404, "Operation not found")).on(LOOK, error(404, "Operation not found"));

        assertThatThrownBy(() -> client.pollApi(begun(), PATIENCE))
                .isInstanceOf(OperationLost.class)
                .hasMessageContaining("its outcome is not known");
        assertThatThrownBy(() -> finished().join()).hasCauseInstanceOf(OperationLost.class);
    }

    @Test
    void who_asks_right_after_the_end_was_told_is_told_too() {
        server.on(WAIT, error(404, "Operation not found")).on(LOOK, error(404, "Operation not found"));

        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> finished().join()).hasCauseInstanceOf(OperationLost.class);
        }
    }

    @Test
    void a_long_poll_that_expires_in_the_words_of_incus_is_no_failure() {
        AtomicInteger polls = new AtomicInteger();
        server.on(
                        WAIT,
                        request -> polls.incrementAndGet() < 3
                                ? json(errorBody(500, "context deadline exceeded"))
                                : sync(operation("1", 200, "")))
                .on(LOOK, sync(operation("1", 103, "")));

        assertThat(client.pollApi(begun(), PATIENCE).operation().orElseThrow().succeeded())
                .isTrue();
        assertThat(polls).hasValue(3);
    }

    @Test
    void a_poll_that_is_answered_at_once_and_still_running_is_repeated_with_a_pause() {
        AtomicInteger polls = new AtomicInteger();
        server.on(WAIT, request -> {
            polls.incrementAndGet();
            return sync(operation("1", 103, ""));
        });

        assertThatThrownBy(() -> client.pollApi(begun(), Duration.ofSeconds(2)))
                .isInstanceOf(IncusException.Timeout.class);

        assertThat(polls.get()).isBetween(2, 6);
    }

    @Test
    void a_server_that_is_away_for_a_while_is_asked_again() {
        AtomicInteger polls = new AtomicInteger();
        server.on(
                WAIT,
                request -> polls.incrementAndGet() < 4
                        ? new MockResponse.Builder()
                                .onResponseStart(new SocketEffect.CloseSocket())
                                .build()
                        : sync(operation("1", 200, "")));

        assertThat(client.pollApi(begun(), PATIENCE).operation().orElseThrow().succeeded())
                .isTrue();
    }

    @Test
    void a_wait_that_runs_out_says_what_went_wrong_last() {
        server.on(WAIT, error(500, "database is locked")).on(LOOK, error(500, "database is locked"));

        assertThatThrownBy(() -> client.pollApi(begun(), Duration.ofSeconds(1)))
                .isInstanceOf(IncusException.Timeout.class)
                .hasMessageContaining("operation 1 is not finished after 1 s")
                .hasMessageContaining("database is locked");
    }

    @Test
    void a_client_that_is_no_longer_trusted_waits_no_longer() {
        server.on(WAIT, error(403, "not authorized")).on(LOOK, error(403, "not authorized"));

        assertThatThrownBy(() -> client.pollApi(begun(), PATIENCE)).isInstanceOf(NotTrusted.class);
    }

    @Test
    void a_failed_operation_completes_finished_and_fails_poll_api() {
        server.on(WAIT, sync(operation("1", 400, "no")));

        assertThat(finished().join().succeeded()).isFalse();
        assertThat(client.pollApi(begun())
                        .orTimeout(20, TimeUnit.SECONDS)
                        .handle((answer, failure) -> failure)
                        .join())
                .isInstanceOf(OperationFailed.class);
    }

    @Test
    void who_no_longer_waits_asks_no_longer() {
        server.on(WAIT, sync(operation("1", 103, "")));
        CompletableFuture<ApiResponse> one = client.pollApi(begun());
        CompletableFuture<Operation> two = client.operations().finished("1");
        await().until(() -> !server.asked(WAIT).isEmpty());

        one.cancel(false);
        two.cancel(false);

        AtomicInteger seen = new AtomicInteger(-1);
        await().pollInterval(Duration.ofMillis(800)).until(() -> {
            int now = server.asked(WAIT).size();
            return seen.getAndSet(now) == now;
        });
    }

    @Test
    void a_closed_client_lets_nobody_wait() {
        server.on(WAIT, sync(operation("1", 103, "")));
        CompletableFuture<ApiResponse> waiting = client.pollApi(begun());

        client.close();

        assertThatThrownBy(() -> waiting.orTimeout(5, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NoAnswer.class)
                .hasMessageContaining("this client was closed");
        assertThatThrownBy(() -> client.operations().finished("2").join()).hasCauseInstanceOf(NoAnswer.class);
    }

    @Test
    void an_interrupted_wait_ends_and_says_so() {
        server.on(WAIT, sync(operation("1", 103, "")));
        ApiResponse begun = begun();

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> client.pollApi(begun, PATIENCE)).isInstanceOf(NoAnswer.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void hundreds_of_waits_hold_only_a_handful_of_threads() {
        AtomicBoolean done = new AtomicBoolean();
        List<CompletableFuture<Operation>> waits = new ArrayList<>();
        int before = Thread.activeCount();
        for (int i = 0; i < 300; i++) {
            String id = "op-" + i;
            server.on("GET /1.0/operations/" + id, request -> sync(operation(id, done.get() ? 200 : 103, "")));
            server.on(
                    "GET /1.0/operations/" + id + "/wait", request -> sync(operation(id, done.get() ? 200 : 103, "")));
            waits.add(client.operations().finished(id));
        }
        await().until(() -> server.asked("GET /1.0/operations/op-299").size() > 1);
        assertThat(namedThreads("incus-")).isLessThan(80);
        assertThat(before).isPositive();

        done.set(true);

        CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    // with the stream

    @Test
    void with_the_stream_no_question_is_asked() {
        RecordedEvents.of(client);
        CompletableFuture<ApiResponse> waiting = client.pollApi(begun());

        server.send(operationEvent("1", 103, ""));
        server.send(operationEvent("1", 200, ""));

        assertThat(waiting.orTimeout(20, TimeUnit.SECONDS)
                        .join()
                        .operation()
                        .orElseThrow()
                        .succeeded())
                .isTrue();
        assertThat(server.asked("GET /1.0/operations")).isEmpty();
    }

    @Test
    void an_end_that_is_told_before_the_answer_to_the_request_is_not_missed() {
        RecordedEvents events = RecordedEvents.of(client);
        server.on("POST /1.0/x", request -> {
            server.send(operationEvent("1", 400, "at once"));
            await().until(() -> !events.operations("1").isEmpty());
            return async("1");
        });

        assertThatThrownBy(() -> client.pollApi(begun(), PATIENCE))
                .isInstanceOfSatisfying(
                        OperationFailed.class, e -> assertThat(e.serverText()).isEqualTo("at once"));
        assertThat(server.asked("GET /1.0/operations")).isEmpty();
    }

    @Test
    void what_is_told_late_or_twice_of_an_ended_operation_is_not_told_on() {
        RecordedEvents events = RecordedEvents.of(client);

        server.send(operationEvent("1", 103, ""));
        server.send(operationEvent("1", 200, ""));
        server.send(operationEvent("1", 103, ""));
        server.send(operationEvent("1", 200, ""));
        server.send(operationEvent("2", 200, ""));

        await().until(() -> !events.operations("2").isEmpty());
        assertThat(events.operations("1")).extracting(Operation::statusCode).containsExactly(103, 200);
        assertThat(client.operations().finished("1").join().succeeded()).isTrue();
    }

    @Test
    void an_operation_that_this_client_did_not_begin_is_asked_for_once() {
        server.on(LOOK, sync(operation("1", 103, "")));
        RecordedEvents.of(client);

        CompletableFuture<Operation> waiting = finished();
        await().until(() -> server.asked(LOOK).size() == 1);
        server.send(operationEvent("1", 200, ""));

        assertThat(waiting.join().succeeded()).isTrue();
        assertThat(server.asked("GET /1.0/operations")).hasSize(1);
    }

    @Test
    void an_operation_begun_before_the_stream_is_asked_for() {
        ApiResponse begun = begun();
        server.on(LOOK, sync(operation("1", 200, "")));
        RecordedEvents.of(client);

        assertThat(client.pollApi(begun, PATIENCE).operation().orElseThrow().succeeded())
                .isTrue();
    }

    @Test
    void an_end_that_was_told_while_the_stream_was_broken_is_found_afterwards() {
        server.on(WAIT, sync(operation("1", 103, ""))).on(LOOK, sync(operation("1", 103, "")));
        RecordedEvents events = RecordedEvents.of(client);
        CompletableFuture<ApiResponse> waiting = client.pollApi(begun());

        server.relay().cut();
        server.on(LOOK, sync(operation("1", 200, ""))).on(WAIT, sync(operation("1", 200, "")));

        assertThat(waiting.orTimeout(20, TimeUnit.SECONDS)
                        .join()
                        .operation()
                        .orElseThrow()
                        .succeeded())
                .isTrue();
        await().until(() -> events.connections() == 2);
    }

    @Test
    void while_the_stream_is_broken_the_end_is_found_by_long_polling() {
        RecordedEvents.of(client);
        CompletableFuture<ApiResponse> waiting = client.pollApi(begun());
        server.on("GET /1.0/events", error(500, "not yet")).on(WAIT, sync(operation("1", 200, "")));

        server.relay().cut();

        waiting.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(client.events().connected()).isFalse();
        assertThat(server.asked(WAIT)).hasSize(1);
    }

    @Test
    void an_operation_that_is_forgotten_while_the_stream_was_broken_is_lost() {
        server.on(LOOK, error(404, "Operation not found")).on(WAIT, error(404, "Operation not found"));
        RecordedEvents.of(client);
        CompletableFuture<ApiResponse> waiting = client.pollApi(begun());

        server.relay().cut();

        assertThatThrownBy(() -> waiting.orTimeout(20, TimeUnit.SECONDS).join())
                .hasCauseInstanceOf(OperationLost.class);
    }

    @Test
    void what_follows_a_future_may_block_without_stopping_the_stream() {
        RecordedEvents events = RecordedEvents.of(client);
        CompletableFuture<ApiResponse> waiting = client.pollApi(begun());
        CompletableFuture<Void> blocked = new CompletableFuture<>();
        CompletableFuture<Void> follower = waiting.thenRun(blocked::join);

        server.send(operationEvent("1", 200, ""));
        server.send(operationEvent("2", 200, ""));

        await().until(() -> !events.operations("2").isEmpty());
        assertThat(follower).isNotDone();
        blocked.complete(null);
        follower.orTimeout(5, TimeUnit.SECONDS).join();
    }

    private static long namedThreads(String start) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(start))
                .count();
    }
}
