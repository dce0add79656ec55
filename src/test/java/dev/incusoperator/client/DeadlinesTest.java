package dev.incusoperator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.incusoperator.client.IncusException.CannotConnect;
import dev.incusoperator.client.IncusException.NoAnswer;
import dev.incusoperator.client.contract.RecordedEvents;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.client.model.FileContent;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.support.RawServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every call has a deadline, whatever it sends and whoever does not answer. A call without one hangs here until JUnit ends it. */
@Timeout(120)
class DeadlinesTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final InstanceRef WEB = new InstanceRef("default", "web-1");

    private final RawServer server = new RawServer();
    private final IncusClient client = server.builder().timeouts(SHORT, SHORT).build();
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void close() {
        over.countDown();
        client.close();
        server.close();
    }

    @Test
    void each_typed_call_gives_up_on_a_server_that_accepts_and_never_answers() throws Exception {
        server.says((head, to) -> awaitQuietly(over));
        List<String> called = new ArrayList<>();

        for (Object calls : List.of(client.server(), client.instances(), client.operations())) {
            Class<?> type = calls.getClass().getInterfaces()[0];
            for (Method method : sorted(type)) {
                if (method.getName().equals("finished")) {
                    // is never over by time: each of its questions is
                    continue;
                }
                method.setAccessible(true);
                Object[] arguments = Arrays.stream(method.getParameterTypes())
                        .map(DeadlinesTest::some)
                        .toArray();
                assertThatThrownBy(() -> invoke(method, calls, arguments))
                        .as(type.getSimpleName() + "." + method.getName())
                        .satisfies(DeadlinesTest::gaveUp);
                called.add(method.getName());
            }
        }
        assertThat(called)
                .contains("get", "create", "exec", "pushFile", "logTail", "listAllProjects")
                .hasSizeGreaterThan(20);
    }

    @Test
    void an_upload_gives_up_on_a_server_that_does_not_read(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("s");
        try (ServerSocketChannel entry = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            entry.bind(UnixDomainSocketAddress.of(path));
            try (IncusClient uploading = IncusClient.builder()
                    .target(path.toString())
                    .timeouts(SHORT, SHORT)
                    .build()) {
                FileContent large = new FileContent(new byte[16 * 1024 * 1024], 0, 0, 0644);

                assertThatThrownBy(() -> uploading.instances().pushFile(WEB, "/large", large))
                        .satisfies(DeadlinesTest::gaveUp);
            }
        }
    }

    @Test
    void an_answer_that_begins_and_never_ends_is_given_up_too() {
        server.says((head, to) -> {
            RawServer.write(
                    to, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"type\":".getBytes(StandardCharsets.US_ASCII));
            awaitQuietly(over);
        });

        assertThatThrownBy(() -> client.instances().listAllProjects()).satisfies(DeadlinesTest::gaveUp);
    }

    @Test
    void an_answer_that_comes_after_the_deadline_is_not_taken_for_that_of_the_next_call() {
        CountDownLatch late = new CountDownLatch(1);
        server.says((head, to) -> {
            if (head.startsWith("GET /1.0/late")) {
                awaitQuietly(late);
                RawServer.write(to, RawServer.ok("", json("late")));
            } else {
                RawServer.write(to, RawServer.ok("", json("next")));
            }
        });

        assertThatThrownBy(() -> client.request(ApiRequest.get("late"))).satisfies(DeadlinesTest::gaveUp);
        late.countDown();

        for (int i = 0; i < 20; i++) {
            ApiRequest next = ApiRequest.get("next").timeout(Duration.ofSeconds(30));
            assertThat(client.request(next).metadata().asText()).isEqualTo("next");
        }
    }

    @Test
    void opening_the_event_stream_is_given_up_and_tried_again() {
        server.says((head, to) -> awaitQuietly(over));

        RecordedEvents events = RecordedEvents.notWaitingFor(client);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> events.disconnections().size() >= 2);
        assertThat(events.connections()).isZero();
    }

    @Test
    void waiting_for_an_operation_is_given_up_when_it_is_asked_to_be() {
        server.says((head, to) -> {
            if (head.startsWith("POST")) {
                RawServer.write(
                        to,
                        RawServer.ok(
                                "",
                                "{\"type\":\"async\",\"operation\":\"/1.0/operations/1\"}"
                                        .getBytes(StandardCharsets.US_ASCII)));
            } else {
                awaitQuietly(over);
            }
        });
        ApiResponse begun = client.request(ApiRequest.post("x").timeout(Duration.ofSeconds(30)));

        assertThatThrownBy(() -> client.pollApi(begun, SHORT)).isInstanceOf(IncusException.Timeout.class);
    }

    /** A machine that is busy may be out of time before the request is out of the house. */
    private static void gaveUp(Throwable failure) {
        assertThat(failure).isInstanceOfAny(NoAnswer.class, CannotConnect.class);
    }

    private static byte[] json(String metadata) {
        return ("{\"type\":\"sync\",\"metadata\":\"" + metadata + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    private static List<Method> sorted(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private static void invoke(Method method, Object on, Object... arguments) throws Throwable {
        try {
            method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Some argument of that type. */
    private static Object some(Class<?> type) {
        if (type == String.class) {
            return "/1.0/instances/web-1/logs/exec_1.stdout";
        }
        if (type == InstanceRef.class) {
            return WEB;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == int.class) {
            return 4;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == FileContent.class) {
            return new FileContent(new byte[] {1}, 0, 0, 0644);
        }
        if (type == StateChange.class) {
            return new StateChange(StateChange.Action.START, false, Duration.ofSeconds(1));
        }
        if (type == ExecCommand.class) {
            return new ExecCommand(List.of("true"), Map.of(), null, null, null, true);
        }
        return JsonNodeFactory.instance.objectNode();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
