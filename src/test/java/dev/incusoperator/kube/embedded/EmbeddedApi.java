package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Serves a {@link Cluster} over HTTPS on loopback, to clients that have a certificate of its authority. */
public final class EmbeddedApi implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int LIMIT_SECONDS = 10;
    private static final int MESSAGE_LIMIT = 16 * 1024 * 1024;

    private final Cluster cluster = new Cluster();
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    private final HttpServer server;

    /**
     * Listens when this returns.
     *
     * @param certificate of the server, and its key and its clients' authority: PEM
     */
    public EmbeddedApi(String certificate, String key, String clientAuthority) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(LOOPBACK)
                .setPort(0)
                .setSsl(true)
                .setUseAlpn(false)
                .setMaxWebSocketMessageSize(MESSAGE_LIMIT)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(certificate))
                        .addKeyValue(Buffer.buffer(key)))
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(clientAuthority)))
                .setClientAuth(ClientAuth.REQUIRED);
        server = vertx.createHttpServer(options)
                .requestHandler(request -> request.bodyHandler(body -> onRequest(request, body)))
                .webSocketHandler(this::onWebSocket);
        await(server.listen());
    }

    public String url() {
        return "https://" + LOOPBACK + ":" + server.actualPort();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private void onRequest(HttpServerRequest request, Buffer body) {
        ApiCall call =
                call(request.method().name(), request.path(), request.params(), request.headers(), body.toString());
        HttpServerResponse response = request.response();
        try {
            if (call.path().equals("/readyz")
                    || call.path().equals("/livez")
                    || call.path().equals("/healthz")) {
                response.end("ok");
            } else if (call.isWatch()) {
                stream(call, response);
            } else {
                Cluster.Answer answer = cluster.answer(call);
                send(response, answer.code(), answer.body());
            }
        } catch (ApiError e) {
            send(response, e.code(), e.toStatus());
        } catch (RuntimeException e) {
            send(response, 500, internalError(e));
        }
    }

    private static void send(HttpServerResponse response, int code, ObjectNode body) {
        response.setStatusCode(code)
                .putHeader("Content-Type", "application/json")
                .end(body.toString());
    }

    /** A watch as kubectl reads it: one event a line. */
    private void stream(ApiCall call, HttpServerResponse response) {
        response.setChunked(true).putHeader("Content-Type", "application/json");
        Runnable stop = cluster.watch(call, event -> response.write(event + "\n"));
        // so that the client sees the head of the answer even before the first event
        response.write("");
        response.closeHandler(gone -> stop.run());
        timeout(call)
                .ifPresent(seconds -> vertx.setTimer(TimeUnit.SECONDS.toMillis(seconds), timer -> {
                    stop.run();
                    if (!response.ended()) {
                        response.end();
                    }
                }));
    }

    /** A watch as fabric8 reads it: one event a message. */
    private void onWebSocket(ServerWebSocket socket) {
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        new QueryStringDecoder(socket.uri()).parameters().forEach(query::add);
        ApiCall call = call("GET", socket.path(), query, socket.headers(), "");
        Consumer<ObjectNode> events = event -> socket.writeTextMessage(event.toString());
        try {
            Runnable stop = cluster.watch(call, events);
            socket.closeHandler(gone -> stop.run());
            timeout(call)
                    .ifPresent(seconds -> vertx.setTimer(TimeUnit.SECONDS.toMillis(seconds), timer -> {
                        stop.run();
                        socket.close();
                    }));
        } catch (ApiError e) {
            if (e.code() == 410) {
                ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", "ERROR");
                event.set("object", e.toStatus());
                events.accept(event);
                socket.close();
            } else {
                socket.reject(e.code());
            }
        }
    }

    private static Optional<Long> timeout(ApiCall call) {
        return Optional.ofNullable(call.query().get("timeoutSeconds"))
                .map(Long::valueOf)
                .filter(seconds -> seconds > 0);
    }

    private static ApiCall call(String method, String path, MultiMap query, MultiMap headers, String body) {
        Map<String, String> single = new HashMap<>();
        query.forEach(entry -> single.put(entry.getKey(), entry.getValue()));
        return new ApiCall(
                method,
                path,
                single,
                Optional.ofNullable(headers.get("Content-Type")).orElse(""),
                Optional.ofNullable(headers.get("Accept")).orElse(""),
                body);
    }

    private static ObjectNode internalError(RuntimeException e) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", "the embedded API failed: " + e)
                .put("reason", "InternalError")
                .put("code", 500);
    }

    private static void await(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while starting or stopping the embedded API", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The embedded API does not start or stop", e);
        }
    }
}
