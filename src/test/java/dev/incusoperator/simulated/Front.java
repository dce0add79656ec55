package dev.incusoperator.simulated;

import dev.incusoperator.kube.Ports;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.awaitility.Awaitility;

/** The host's two doors, a unix socket and a TCP port, opened and shut; and what goes through them. */
final class Front {
    private static final Duration OPENING = Duration.ofSeconds(10);

    private final SimulatedNetwork network;
    private final Daemon daemon;
    private final Calls calls;
    private final Path socket;
    private final boolean tls;
    private final List<HttpServer> open = new CopyOnWriteArrayList<>();
    private volatile int port;

    Front(SimulatedNetwork network, Daemon daemon, Calls calls, Path socket, boolean tls) {
        this.network = network;
        this.daemon = daemon;
        this.calls = calls;
        this.socket = socket;
        this.tls = tls;
    }

    int port() {
        return port;
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    /** The same port each time after the first. */
    void open() {
        deleteSocket();
        listen(new HttpServerOptions(), SocketAddress.domainSocketAddress(socket.toString()), true);
        port = port == 0 ? Ports.free(1).get(0) : port;
        listen(tls ? tlsOptions() : new HttpServerOptions(), SocketAddress.inetSocketAddress(port, "127.0.0.1"), false);
    }

    /** A door that has just been shut is given back when its selector has run once more: until then its port is taken. */
    private void listen(HttpServerOptions options, SocketAddress address, boolean local) {
        Awaitility.await("listening at " + address)
                .atMost(OPENING)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptionsMatching(e -> e.getCause() instanceof BindException)
                .until(() -> {
                    HttpServer server = network.vertx().createHttpServer(options);
                    server.requestHandler(request -> receive(request, local));
                    Blocking.await(server.listen(address), OPENING);
                    return open.add(server);
                });
    }

    private HttpServerOptions tlsOptions() {
        return new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setClientAuth(ClientAuth.REQUEST)
                .setKeyCertOptions(
                        KeyCertOptions.wrap(new SingleKey(daemon.trust().serverCertificate())))
                .setTrustOptions(TrustOptions.wrap(new AnyClient()));
    }

    /** Every connection is cut; a client that tries anew is refused. The socket's file stays, as with a daemon that died. */
    void shut() {
        List<HttpServer> closing = List.copyOf(open);
        open.clear();
        closing.forEach(server -> Blocking.await(server.close(), OPENING));
    }

    /** The same without waiting for it. */
    void shutLater() {
        List<HttpServer> closing = List.copyOf(open);
        open.clear();
        closing.forEach(HttpServer::close);
    }

    void deleteSocket() {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive(HttpServerRequest request, boolean local) {
        Context context = network.vertx().getOrCreateContext();
        if (request.path().equals("/1.0/events") && request.method().name().equals("GET")) {
            new EventSocket(daemon, calls).accept(request, call(request, Buffer.buffer(), local), context);
            return;
        }
        request.body().onSuccess(body -> serve(request, call(request, body, local)));
    }

    private Call call(HttpServerRequest request, Buffer body, boolean local) {
        Map<String, String> query = new LinkedHashMap<>();
        request.params().forEach(entry -> query.putIfAbsent(entry.getKey(), entry.getValue()));
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().forEach(entry -> headers.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
        Caller caller = local || !tls ? Caller.root() : caller(request);
        return new Call(request.method().name(), request.path(), query, headers, body.getBytes(), caller, Map.of());
    }

    private Caller caller(HttpServerRequest request) {
        synchronized (daemon.lock()) {
            return daemon.trust().caller(peer(request), String.valueOf(request.remoteAddress()));
        }
    }

    private static Optional<X509Certificate> peer(HttpServerRequest request) {
        try {
            Certificate[] chain = request.sslSession().getPeerCertificates();
            return Optional.of((X509Certificate) chain[0]);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private void serve(HttpServerRequest request, Call call) {
        String template = daemon.template(call.path());
        calls.add(
                call.method(),
                request.uri(),
                template,
                call.body(),
                call.caller().username());
        Optional<Fault> fault;
        synchronized (daemon.lock()) {
            fault = daemon.parts().faults().take(call.method(), call.path());
        }
        if (fault.isEmpty()) {
            answer(request, call, Optional.empty());
        } else if (fault.get() instanceof Fault.Refused refused) {
            Answer answer = Answer.error(refused.status(), refused.text());
            for (Map.Entry<String, String> header : refused.headers().entrySet()) {
                answer = answer.with(header.getKey(), header.getValue());
            }
            send(request.response(), answer);
        } else if (fault.get() instanceof Fault.Dropped dropped && !dropped.done()) {
            request.connection().close();
        } else if (!(fault.get() instanceof Fault.Hangs hangs) || hangs.done()) {
            answer(request, call, fault);
        }
    }

    private void answer(HttpServerRequest request, Call call, Optional<Fault> fault) {
        Context context = network.vertx().getOrCreateContext();
        Duration late = daemon.parts().settings().latency().of(Latency.Kind.CALL);
        if (fault.orElse(null) instanceof Fault.Late slow) {
            late = late.plus(slow.by());
        }
        Duration delay = late;
        daemon.answer(call).thenApply(this::asALaterServer).thenAccept(answer -> {
            Runnable sending = () -> context.runOnContext(nothing -> finish(request, answer, fault));
            if (delay.isZero()) {
                sending.run();
            } else {
                daemon.parts().scheduler().after(delay, sending);
            }
        });
    }

    private Answer asALaterServer(Answer answer) {
        synchronized (daemon.lock()) {
            return daemon.parts().faults().unknownFields() ? UnknownFields.in(answer) : answer;
        }
    }

    private static void finish(HttpServerRequest request, Answer answer, Optional<Fault> fault) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        Fault what = fault.orElse(null);
        if (what instanceof Fault.Garbled garbled) {
            send(
                    response,
                    answer.withStatus(garbled.status().orElse(answer.status()))
                            .withBody(garbled.body().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } else if (what instanceof Fault.Truncated) {
            head(response, answer);
            response.putHeader("Content-Length", String.valueOf(answer.body().length));
            response.write(Buffer.buffer(answer.body()).getBuffer(0, answer.body().length / 2))
                    .onComplete(written -> request.connection().close());
        } else if (what instanceof Fault.Dropped) {
            request.connection().close();
        } else if (!(what instanceof Fault.Hangs)) {
            send(response, answer);
        }
    }

    private static void head(HttpServerResponse response, Answer answer) {
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
    }

    private static Future<Void> send(HttpServerResponse response, Answer answer) {
        head(response, answer);
        return response.end(Buffer.buffer(answer.body()));
    }
}
