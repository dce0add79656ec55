package dev.incusoperator.client.support;

import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/**
 * An HTTPS server on loopback that answers as a test tells it to: by {@code METHOD /path} without query. What nothing was
 * told for is answered with the API's 404. The event stream is at {@code GET /1.0/events}, once {@link #streams} says so.
 */
public final class ScriptedServer implements AutoCloseable {
    private static final TestCertificate CERTIFICATE = TestCertificate.selfSigned();

    private final MockWebServer web = new MockWebServer();
    private final Map<String, Function<RecordedRequest, MockResponse>> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<WebSocket> streams = new CopyOnWriteArrayList<>();

    private final Relay relay;

    public ScriptedServer() {
        this(CERTIFICATE);
    }

    public ScriptedServer(TestCertificate certificate) {
        web.useHttps(certificate.serverSockets());
        web.requestClientAuth();
        web.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                asked.add(request.getMethod() + " " + request.getTarget());
                return answers.getOrDefault(
                                request.getMethod() + " " + request.getUrl().encodedPath(),
                                ignored -> error(404, "not found"))
                        .apply(request);
            }
        });
        try {
            web.start(InetAddress.getLoopbackAddress(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        relay = new Relay(web.getPort());
    }

    public ScriptedServer on(String methodAndPath, Function<RecordedRequest, MockResponse> answer) {
        answers.put(methodAndPath, answer);
        return this;
    }

    public ScriptedServer on(String methodAndPath, MockResponse answer) {
        return on(methodAndPath, request -> answer);
    }

    /** From now on, event streams are opened. */
    public ScriptedServer streams() {
        return on(
                "GET /1.0/events",
                new MockResponse.Builder().webSocketUpgrade(new Stream()).build());
    }

    /** Sends to every open stream. */
    public void send(String event) {
        streams.forEach(stream -> stream.send(event));
    }

    /** Closes every open stream as a server does that is stopped. */
    public void closeStreams() {
        streams.forEach(stream -> stream.close(1001, "going away"));
    }

    /** The way to this server. */
    public Relay relay() {
        return relay;
    }

    public int openStreams() {
        return streams.size();
    }

    /** All requests so far, {@code METHOD /path?query}, in the order in which they came. */
    public List<String> asked() {
        return asked;
    }

    public List<String> asked(String start) {
        return asked.stream().filter(each -> each.startsWith(start)).toList();
    }

    public MockWebServer web() {
        return web;
    }

    public String url() {
        return "https://127.0.0.1:" + port();
    }

    public int port() {
        return relay.port();
    }

    /** A client of this server that verifies it. */
    public IncusClient client() {
        return builder().build();
    }

    public IncusClient.Builder builder() {
        return IncusClient.builder()
                .target(url())
                .timeouts(Duration.ofSeconds(5), Duration.ofSeconds(20))
                .authentication(
                        new Authentication(null, new Verification.PinnedCertificate(CERTIFICATE.certificate())));
    }

    public static MockResponse json(String body) {
        return new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    public static MockResponse sync(String metadata) {
        return json("{\"type\":\"sync\",\"status\":\"Success\",\"status_code\":200,\"operation\":\"\",\"error_code\":0,"
                + "\"error\":\"\",\"metadata\":" + metadata + "}");
    }

    public static MockResponse async(String operation) {
        return json("{\"type\":\"async\",\"status\":\"Operation created\",\"status_code\":100,\"operation\":"
                + "\"/1.0/operations/" + operation + "\",\"error_code\":0,\"error\":\"\",\"metadata\":"
                + operation(operation, 103, "") + "}");
    }

    /** An error with its own HTTP status. */
    public static MockResponse error(int code, String text) {
        return json(errorBody(code, text)).newBuilder().code(code).build();
    }

    public static String errorBody(int code, String text) {
        return "{\"type\":\"error\",\"status\":\"\",\"status_code\":0,\"operation\":\"\",\"error_code\":" + code
                + ",\"error\":\"" + text + "\",\"metadata\":null}";
    }

    /** The JSON of an operation. */
    public static String operation(String id, int statusCode, String err) {
        String status = switch (statusCode) {
            case 200 -> "Success";
            case 103 -> "Running";
            case 401 -> "Cancelled";
            default -> "Failure";
        };
        return "{\"id\":\"" + id + "\",\"class\":\"task\",\"description\":\"Doing\",\"status\":\"" + status
                + "\",\"status_code\":" + statusCode
                + ",\"resources\":{},\"metadata\":null,\"may_cancel\":false,\"err\":\""
                + err + "\",\"location\":\"none\"}";
    }

    /** The event that tells of an operation. */
    public static String operationEvent(String id, int statusCode, String err) {
        return "{\"type\":\"operation\",\"timestamp\":\"2026-01-02T03:04:05.6Z\",\"location\":\"none\",\"project\":\"default\","
                + "\"metadata\":" + operation(id, statusCode, err) + "}";
    }

    public static String lifecycleEvent(String action, String source, String project, String name) {
        return "{\"type\":\"lifecycle\",\"timestamp\":\"2026-01-02T03:04:05.6Z\",\"location\":\"none\",\"project\":\""
                + project + "\",\"metadata\":{\"action\":\"" + action + "\",\"source\":\"" + source + "\",\"name\":\""
                + name
                + "\",\"project\":\"" + project + "\"}}";
    }

    @Override
    public void close() {
        relay.close();
        web.close();
    }

    private final class Stream extends WebSocketListener {
        @Override
        public void onOpen(WebSocket socket, okhttp3.Response response) {
            streams.add(socket);
        }

        @Override
        public void onFailure(WebSocket socket, Throwable failure, okhttp3.Response response) {
            streams.remove(socket);
        }

        @Override
        public void onClosed(WebSocket socket, int code, String reason) {
            streams.remove(socket);
        }
    }
}
