package dev.incusoperator.client.malformed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.support.RawServer;
import dev.incusoperator.client.support.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever waits for an operation is told its end, whatever the server said about it in between. */
class MalformedOperationsTest {
    private final RawServer server = new RawServer();
    private final IncusClient client = server.builder().build();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void a_malformed_answer_about_an_operation_is_asked_for_again() throws Exception {
        List<byte[]> malformed = new ArrayList<>();
        Mutations.replaced(Recorded.answer("incus", "operation-wait"), malformed::add);
        Mutations.everywhere(Recorded.answer("lxd", "exec-wait"), malformed::add);
        Mutations.replaced(Mutations.bytes(ScriptedServer.errorBody(404, "not found")), malformed::add);
        Set<String> answered = ConcurrentHashMap.newKeySet();
        server.says((head, to) -> {
            String id = head.split("[/ ?]")[4];
            byte[] body =
                    answered.add(id) ? malformed.get(Integer.parseInt(id)) : Recorded.answer("incus", "operation-wait");
            RawServer.write(to, RawServer.ok("", body));
        });

        Map<Integer, CompletableFuture<Operation>> waiting = new ConcurrentHashMap<>();
        for (int i = 0; i < malformed.size(); i++) {
            waiting.put(i, client.operations().finished(String.valueOf(i)));
        }

        for (Map.Entry<Integer, CompletableFuture<Operation>> each : waiting.entrySet()) {
            try {
                Sound.check(each.getValue().get(60, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                assertThat(e.getCause())
                        .as(new String(malformed.get(each.getKey())))
                        .isInstanceOf(IncusException.class);
            }
        }
        assertThat(waiting).hasSizeGreaterThan(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"/1.0/operations/\"", "\"/1.0/operations/..\"", "{}", "7", "\"a b\""})
    void an_operation_without_a_name_is_not_taken_for_one_that_is_done(String operation) {
        server.says((head, to) -> RawServer.write(
                to,
                RawServer.ok(
                        "", Mutations.bytes("{\"type\":\"async\",\"operation\":" + operation + ",\"metadata\":{}}"))));

        if (operation.equals("7")) {
            ApiResponse begun = client.request(ApiRequest.post("x"));
            assertThat(begun.operationId()).contains("7");
            assertThatThrownBy(() -> client.pollApi(begun, Duration.ofMillis(50)))
                    .isInstanceOf(IncusException.class);
        } else {
            assertThatThrownBy(() -> client.request(ApiRequest.post("x")))
                    .isInstanceOf(MalformedAnswer.class)
                    .hasMessageContaining("names no operation");
        }
    }
}
