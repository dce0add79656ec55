package dev.incusoperator.client.transport;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.IncusException.CannotConnect;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.RequestGate;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.newsclub.net.unix.AFSocket;
import org.newsclub.net.unix.AFSocketFactory;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** OkHttp, set up so that nothing is sent twice, redirected, or read without bound. */
final class HttpStack implements AutoCloseable {
    private static final int MOST_CONCURRENT = 64;
    /** As many as may be talking to one host at a time: with fewer, one of them would shake hands anew for each call. */
    private static final int IDLE_CONNECTIONS = 16;

    private static final Duration KEEP_IDLE = Duration.ofSeconds(60);
    /** A peer that leaves a ping unanswered until the next is dead: noticed after two of these at the latest. */
    private static final Duration PING = Duration.ofSeconds(5);

    /** Opening a websocket takes no longer: a new attempt is worth more than a long wait. */
    private static final Duration LONGEST_UPGRADE = Duration.ofSeconds(10);

    /** Of TLS, headers and small chunks, beside an answer's own bytes and as many again. */
    private static final long OVERHEAD = 1024 * 1024;

    private final OkHttpClient http;
    private final OkHttpClient websockets;
    private final long mostBytes;
    private final RequestGate gate;
    private volatile boolean closed;

    HttpStack(
            Target kind,
            Authentication authentication,
            Network network,
            Duration connect,
            Duration call,
            long mostBytes,
            RequestGate gate) {
        this.mostBytes = mostBytes;
        this.gate = gate;
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher())
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, KEEP_IDLE.toMillis(), TimeUnit.MILLISECONDS))
                // a connection a call: one that is dead takes no other call with it, and both transports behave alike
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(connect)
                // the whole call is what is bounded: a long poll reads nothing for a long time
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .callTimeout(call)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .eventListenerFactory(SendTrace::of)
                .addNetworkInterceptor(this::lastAsked);
        if (kind instanceof Target.UnixSocket socket) {
            builder.socketFactory(socketFactory(socket))
                    .dns(name -> List.of(InetAddress.getLoopbackAddress()))
                    .proxy(java.net.Proxy.NO_PROXY);
        } else {
            // a proxy would connect to where this may not
            builder.dns(name -> network.names().resolve(name))
                    .socketFactory(new GuardedSockets(
                            network.allowed(), 2 * Math.min(mostBytes, Long.MAX_VALUE / 4) + OVERHEAD))
                    .proxy(java.net.Proxy.NO_PROXY);
            Tls.configure(builder, authentication);
        }
        this.http = builder.build();
        this.websockets = http.newBuilder()
                .addInterceptor(MessageBound::intercept)
                .pingInterval(PING)
                .callTimeout(call.compareTo(LONGEST_UPGRADE) < 0 ? call : LONGEST_UPGRADE)
                .build();
    }

    private static AFSocketFactory<?> socketFactory(Target.UnixSocket socket) {
        try {
            // depending on what is missing it says so, or fails to link
            if (!AFSocket.isSupported()) {
                throw new UnsatisfiedLinkError("junixsocket-native is not loaded");
            }
            return new AFSocketFactory.FixedAddressSocketFactory(AFUNIXSocketAddress.of(socket.path()));
        } catch (IOException e) {
            throw new IllegalArgumentException(socket + " cannot be the path of a unix socket: " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw new CannotConnect(
                    socket + ": this Java cannot use unix sockets: a native library is unpacked into java.io.tmpdir ("
                            + System.getProperty("java.io.tmpdir")
                            + ") and loaded from there; give it a directory that it can write to and execute from",
                    e);
        }
    }

    private static Dispatcher dispatcher() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                0, MOST_CONCURRENT, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), Threads.daemons("incus-http"));
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(MOST_CONCURRENT);
        dispatcher.setMaxRequestsPerHost(MOST_CONCURRENT / 2);
        return dispatcher;
    }

    /** The connection is there, and nothing has been written. */
    private Response lastAsked(Interceptor.Chain chain) throws IOException {
        ApiRequest request = chain.request().tag(ApiRequest.class);
        if (request == null) {
            return chain.proceed(chain.request());
        }
        Optional<String> objection = gate.objection(request);
        if (objection.isPresent()) {
            throw new NotSent(objection.get());
        }
        gate.sent(request);
        Response response = chain.proceed(chain.request());
        RetryAfter.of(response.code(), response.headers(), Instant.now()).ifPresent(gate::askedToWait);
        return response;
    }

    Answer send(Target target, ApiRequest request) {
        SendTrace trace = new SendTrace();
        Call call = call(target, request, trace);
        try {
            return execute(call, target, request);
        } catch (IOException e) {
            if (mayAskAgain(request, trace, e)) {
                return sendOnce(target, request);
            }
            throw failure(e, trace, request, target);
        }
    }

    private Answer sendOnce(Target target, ApiRequest request) {
        SendTrace trace = new SendTrace();
        try {
            return execute(call(target, request, trace), target, request);
        } catch (IOException e) {
            throw failure(e, trace, request, target);
        }
    }

    private Answer execute(Call call, Target target, ApiRequest request) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        try (Response response = call.execute()) {
            return answer(response, target, request);
        } catch (IncusException e) {
            throw e;
        } catch (RuntimeException e) {
            throw nonsense(request, target, e);
        }
    }

    /** The HTTP library trips over some answers (a length below zero, say) without calling that an I/O failure. */
    private static MalformedAnswer nonsense(ApiRequest request, Target target, RuntimeException e) {
        return new MalformedAnswer(request + " at " + target + ": the answer is not HTTP as it should be", e);
    }

    CompletableFuture<Answer> sendAsync(Target target, ApiRequest request) {
        CompletableFuture<Answer> answered = new CompletableFuture<>();
        SendTrace trace = new SendTrace();
        Call call = call(target, request, trace);
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException e) {
                answered.completeExceptionally(failure(e, trace, request, target));
            }

            @Override
            public void onResponse(Call done, Response response) {
                try (response) {
                    answered.complete(answer(response, target, request));
                } catch (IOException e) {
                    answered.completeExceptionally(failure(e, trace, request, target));
                } catch (IncusException e) {
                    answered.completeExceptionally(e);
                } catch (RuntimeException e) {
                    answered.completeExceptionally(nonsense(request, target, e));
                }
            }
        });
        return answered;
    }

    /** Opens a websocket; the answer ends it at once. */
    Runnable open(Target target, ApiRequest request, MessageListener listener) {
        gate.sent(request);
        MessageBound bound = new MessageBound();
        Request.Builder wire = new Request.Builder().url(ApiUrl.of(base(target), request));
        return websockets.newWebSocket(
                MessageBound.attach(wire, bound).build(), new MessageSocket(request, target, bound, listener))::cancel;
    }

    /** A read over a connection that the server had closed meanwhile was not answered because it was not heard. */
    private boolean mayAskAgain(ApiRequest request, SendTrace trace, IOException e) {
        return request.method().equals("GET")
                && trace.sent()
                && trace.reused()
                && !closed
                && !(e instanceof InterruptedIOException);
    }

    private IncusException failure(IOException e, SendTrace trace, ApiRequest request, Target target) {
        if (closed && !trace.sent()) {
            return new CannotConnect(request + " at " + target + ": this client is closed", e);
        }
        return Failures.of(e, trace.sent(), request.toString(), target);
    }

    private Call call(Target target, ApiRequest request, SendTrace trace) {
        Request.Builder wire = new Request.Builder()
                .url(ApiUrl.of(base(target), request))
                .method(request.method(), OneShotBody.of(request))
                .tag(ApiRequest.class, request)
                .header("User-Agent", "incus-operator");
        request.headers().forEach(wire::header);
        Call call = http.newCall(SendTrace.attach(wire, trace).build());
        Duration timeout = request.timeout();
        if (timeout != null) {
            call.timeout().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        return call;
    }

    private static HttpUrl base(Target target) {
        HttpUrl.Builder url = new HttpUrl.Builder();
        return target instanceof Target.Https https
                ? url.scheme("https").host(https.host()).port(https.port()).build()
                : url.scheme("http").host("localhost").build();
    }

    private Answer answer(Response response, Target target, ApiRequest request) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        response.headers().forEach(header -> headers.put(header.getFirst(), header.getSecond()));
        BufferedSource source = response.body().source();
        long most = request.largestAnswer() == 0 ? mostBytes : Math.min(mostBytes, request.largestAnswer());
        if (source.request(most + 1)) {
            throw MalformedAnswer.tooLarge(
                    request + " at " + target + ": the answer is larger than " + most + " bytes");
        }
        return new Answer(response.code(), headers, source.readByteArray(), target);
    }

    /** What is kept open may lead to a peer that is gone. */
    void dropIdleConnections() {
        http.connectionPool().evictAll();
    }

    @Override
    public void close() {
        closed = true;
        http.dispatcher().cancelAll();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
