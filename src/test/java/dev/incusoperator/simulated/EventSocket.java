package dev.incusoperator.simulated;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /1.0/events}: the websocket. */
final class EventSocket {
    private static final Duration PING = Duration.ofSeconds(10);
    private static final Set<String> TYPES = Set.of("logging", "operation", "lifecycle", "network-acl");

    private final Daemon daemon;
    private final Calls calls;

    EventSocket(Daemon daemon, Calls calls) {
        this.daemon = daemon;
        this.calls = calls;
    }

    void accept(HttpServerRequest request, Call call, Context context) {
        calls.add(
                "GET", request.uri(), "/1.0/events", new byte[0], call.caller().username());
        try {
            Set<String> types = check(call);
            @Nullable String project = call.allProjects() ? null : call.project();
            if (!request.headers().contains("Upgrade")) {
                send(request, Daemon.notUpgraded());
                return;
            }
            request.pause();
            request.toWebSocket()
                    .onSuccess(socket -> open(
                            socket, new Stream(types, project, call.caller(), socket, request.connection(), context)));
        } catch (Refusal refusal) {
            send(request, Answer.error(refusal.code(), refusal.text()));
        }
    }

    private static void send(HttpServerRequest request, Answer answer) {
        request.response().setStatusCode(answer.status());
        answer.headers().forEach((name, value) -> request.response().putHeader(name, value));
        request.response().end(Buffer.buffer(answer.body()));
    }

    private Set<String> check(Call call) {
        synchronized (daemon.lock()) {
            Optional<Fault> fault = daemon.parts().faults().take("GET", "/1.0/events");
            if (fault.orElse(null) instanceof Fault.Refused refused) {
                throw new Refusal(refused.status(), refused.text());
            }
            daemon.authorize(call, "/1.0/events");
            Dialect dialect = daemon.parts().dialect();
            Set<String> types = new LinkedHashSet<>(Arrays.asList(call.query()
                    .getOrDefault("type", "logging,operation,lifecycle")
                    .split(",")));
            for (String type : types) {
                if (!TYPES.contains(type)) {
                    throw new Refusal(dialect.eventRefusal(400), "\"" + type + "\" isn't a supported event type");
                }
            }
            if (!call.allProjects() && !daemon.parts().store().projects().containsKey(call.project())) {
                throw new Refusal(dialect.eventRefusal(404), "Project not found");
            }
            return types;
        }
    }

    private void open(ServerWebSocket socket, Stream stream) {
        synchronized (daemon.lock()) {
            daemon.parts().events().add(stream);
        }
        ping(socket);
        socket.closeHandler(nothing -> {
            synchronized (daemon.lock()) {
                daemon.parts().events().remove(stream);
            }
        });
    }

    /** Now and every ten seconds. */
    private void ping(ServerWebSocket socket) {
        if (!socket.isClosed()) {
            socket.writePing(Buffer.buffer("keepalive"));
            daemon.parts().scheduler().after(PING, () -> ping(socket));
        }
    }

    private record Stream(
            Set<String> types,
            @Nullable String project,
            Caller caller,
            ServerWebSocket socket,
            HttpConnection connection,
            Context context)
            implements EventHub.Listener {

        @Override
        public void send(String text) {
            context.runOnContext(nothing -> {
                if (!socket.isClosed()) {
                    socket.writeTextMessage(text);
                }
            });
        }

        @Override
        public void cut() {
            context.runOnContext(nothing -> connection.close());
        }
    }
}
