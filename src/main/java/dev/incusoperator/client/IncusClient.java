package dev.incusoperator.client;

import dev.incusoperator.client.IncusException.NoAnswer;
import dev.incusoperator.client.IncusException.Timeout;
import dev.incusoperator.client.event.EventStream;
import dev.incusoperator.client.event.WebSocketEventStream;
import dev.incusoperator.client.transport.Fingerprint;
import dev.incusoperator.client.transport.Network;
import dev.incusoperator.client.transport.Target;
import dev.incusoperator.client.transport.Threads;
import dev.incusoperator.client.transport.Transport;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * A connection to one server. Immutable but for its pool; safe for use by many threads; close it to free its connections
 * and threads.
 *
 * <p>Every method that asks the server throws an {@link IncusException}, whose kind says what to do about it.
 *
 * @see <a href="https://linuxcontainers.org/incus/docs/main/rest-api/">the REST API</a>
 */
public final class IncusClient implements AutoCloseable {
    private static final int COMPLETION_THREADS = 4;

    private final Builder madeOf;
    private final ResponseValidator validator;
    private final Transport transport;
    private final ScheduledThreadPoolExecutor timers;
    private final ThreadPoolExecutor completions;
    private final OperationFollower follower;
    private final EventStream events;
    private final ServerCalls server = new RestServerCalls(this);
    private final ImageCalls images = new RestImageCalls(this);
    private final InstanceCalls instances = new RestInstanceCalls(this);
    private final OperationCalls operations;

    private IncusClient(Builder madeOf) {
        this.madeOf = madeOf;
        this.validator = madeOf.validator;
        this.transport = new Transport(
                madeOf.targets,
                madeOf.authentication,
                new Network(madeOf.names, madeOf.allowed),
                madeOf.connectTimeout,
                madeOf.callTimeout,
                madeOf.largestAnswer,
                madeOf.gate);
        this.timers = new ScheduledThreadPoolExecutor(1, Threads.daemons("incus-timers"));
        this.timers.setRemoveOnCancelPolicy(true);
        this.completions = new ThreadPoolExecutor(
                COMPLETION_THREADS,
                COMPLETION_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Threads.daemons("incus-completions"),
                // only once it is shut down: who waits is still told
                (completion, pool) -> completion.run());
        this.completions.allowCoreThreadTimeOut(true);
        this.follower = new OperationFollower(new OperationPoll(transport), timers, completions);
        this.events = new WebSocketEventStream(transport, timers, follower);
        this.operations = new RestOperationCalls(this, follower);
    }

    /** A client of whatever daemon's socket is found, unless it is told otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Sends a request and waits for the answer, which the client's validator has accepted unless the request says not to.
     * An asynchronous answer is only the beginning: give it to {@code pollApi}.
     */
    public ApiResponse request(ApiRequest request) {
        long sentIn = follower.epoch();
        ApiResponse response = Answers.read(request, transport.send(request));
        if (request.validated()) {
            validator.validate(request, response);
        }
        response.operationId().ifPresent(id -> follower.begun(id, sentIn));
        return response;
    }

    /**
     * Waits, blocking, for the background operation that a response names, and returns it finished, in {@code metadata}; a
     * synchronous response is returned as it is.
     *
     * @throws IncusException.OperationFailed where the operation failed or was cancelled
     * @throws IncusException.OperationLost where the server has forgotten the operation
     * @throws Timeout after {@code timeout}; the operation goes on
     */
    public ApiResponse pollApi(ApiResponse response, Duration timeout) {
        String what = response.request() + " at " + target() + ": operation "
                + response.operationId().orElse("");
        CompletableFuture<ApiResponse> finished = pollApi(response);
        try {
            return finished.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            String why = response.operationId()
                    .flatMap(follower::lastFailure)
                    .map("; last: "::concat)
                    .orElse("");
            throw new Timeout(what + " is not finished after " + timeout.toSeconds() + " s; it goes on" + why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer(what + ": interrupted; it goes on", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IncusException known ? known : new CompletionException(e.getCause());
        } finally {
            finished.cancel(false);
        }
    }

    /**
     * The same without holding a thread. Fails with what the blocking form throws, but never for the time it takes: use
     * {@link CompletableFuture#orTimeout}. Cancel it to wait no longer; the operation goes on.
     */
    public CompletableFuture<ApiResponse> pollApi(ApiResponse response) {
        return response.operationId()
                .map(id -> Dependent.of(
                        follower.follow(id), finished -> finished.answerTo(response.request(), response.target())))
                .orElseGet(() -> CompletableFuture.completedFuture(response));
    }

    /** SHA-256 of the certificate that this client shows, 64 hexadecimal digits in lower case; empty where it shows none. */
    public Optional<String> certificateFingerprint() {
        return Optional.ofNullable(madeOf.authentication.identity())
                .map(identity -> Fingerprint.of(identity.chain().get(0)));
    }

    /** The same client with other credentials and another way of verifying; a pool of its own. This one is left as it is. */
    public IncusClient authenticate(Authentication authentication) {
        return new Builder(madeOf).authentication(authentication).build();
    }

    /**
     * Makes the server trust this client's certificate, by a token; nothing where it trusts it already. The token is sent
     * only to the server whose certificate it names, whatever this client verifies.
     *
     * @throws IncusException.TokenRefused where the token is expired, used, unknown, or another server's
     * @throws IncusException.InvalidCredentials where this client has no certificate
     */
    public void redeem(TrustToken token) {
        try (IncusClient sender = authenticate(Enrolment.authentication(madeOf.authentication, token))) {
            new Enrolment(sender).redeem(token);
        }
    }

    /** The same client with another validator and a pool of its own. This one is left as it is. */
    public IncusClient validate(ResponseValidator other) {
        return new Builder(madeOf).validator(other).build();
    }

    /** The server's event stream; one a client, not connected before {@link EventStream#start}. */
    public EventStream events() {
        return events;
    }

    /** Calls about the server itself. */
    public ServerCalls server() {
        return server;
    }

    /** Calls about instances. */
    public InstanceCalls instances() {
        return instances;
    }

    /** Calls about images. */
    public ImageCalls images() {
        return images;
    }

    /** Calls about background operations. */
    public OperationCalls operations() {
        return operations;
    }

    /** What is connected to, for messages: {@code unix:///var/lib/incus/unix.socket} or {@code https://10.1.2.8:8443}. */
    public String target() {
        return transport.target().toString();
    }

    /** Ends the event stream and all calls under way. What waits for an operation fails with {@link NoAnswer}. */
    @Override
    public void close() {
        events.close();
        follower.close();
        timers.shutdownNow();
        transport.close();
        completions.shutdown();
    }

    @Override
    public String toString() {
        return "IncusClient[" + target() + "]";
    }

    /** Collects what a client is made of. */
    public static final class Builder {
        private static final long MEBIBYTE = 1024 * 1024;

        private List<Target> targets = List.of();
        private Authentication authentication = Authentication.none();
        private ResponseValidator validator = new EnvelopeValidator();
        private RequestGate gate = RequestGate.open();
        private Predicate<InetAddress> allowed = address -> true;
        private NameResolver names = NameResolver.system();
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration callTimeout = Duration.ofSeconds(30);
        private long largestAnswer = 64 * MEBIBYTE;

        private Builder() {}

        private Builder(Builder other) {
            this.targets = other.targets;
            this.authentication = other.authentication;
            this.validator = other.validator;
            this.gate = other.gate;
            this.allowed = other.allowed;
            this.names = other.names;
            this.connectTimeout = other.connectTimeout;
            this.callTimeout = other.callTimeout;
            this.largestAnswer = other.largestAnswer;
        }

        /**
         * An absolute path, {@code unix:///path} or {@code https://host:port}; several https addresses are the members of
         * one cluster, tried in turn. Without a target: the first of {@link Target#USUAL_SOCKETS} that is there.
         *
         * @throws IllegalArgumentException where one is none of these, or sockets and addresses are mixed
         */
        public Builder target(String... addresses) {
            List<Target> parsed =
                    new ArrayList<>(Arrays.stream(addresses).map(Target::parse).toList());
            if (parsed.size() > 1 && !parsed.stream().allMatch(Target.Https.class::isInstance)) {
                throw new IllegalArgumentException("several targets are the https addresses of one cluster's members");
            }
            targets = List.copyOf(parsed);
            return this;
        }

        /** Of https targets only: a socket's permissions are all the authentication that it has. */
        public Builder authentication(Authentication who) {
            authentication = who;
            return this;
        }

        /** The addresses that https targets may be or resolve to (any); others are not connected to. */
        public Builder allowedAddresses(Predicate<InetAddress> which) {
            allowed = which;
            return this;
        }

        /** Instead of this machine's own ({@link NameResolver#system}), for the names in https targets. */
        public Builder names(NameResolver resolver) {
            names = resolver;
            return this;
        }

        /** Instead of {@link EnvelopeValidator}. */
        public Builder validator(ResponseValidator other) {
            validator = other;
            return this;
        }

        /** Asked right before each request is written, and told of it ({@link RequestGate#open}); opening the event stream is only told. */
        public Builder gate(RequestGate other) {
            gate = other;
            return this;
        }

        /** For connecting (5 s), and for each call from its start to the end of its answer (30 s). */
        public Builder timeouts(Duration connect, Duration call) {
            connectTimeout = connect;
            callTimeout = call;
            return this;
        }

        /** The bytes at most that one answer may have (64 MiB). */
        public Builder largestAnswer(long bytes) {
            largestAnswer = bytes;
            return this;
        }

        /**
         * Makes the client. Nothing is sent yet.
         *
         * @throws IllegalArgumentException where the path is longer than a unix socket's may be
         * @throws IncusException.CannotConnect where this machine's Java cannot use unix sockets
         */
        public IncusClient build() {
            Builder fixed = new Builder(this);
            if (fixed.targets.isEmpty()) {
                fixed.targets = List.of(Target.usualSocket());
            }
            return new IncusClient(fixed);
        }
    }
}
