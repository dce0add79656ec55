package dev.incusoperator.client.transport;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.IncusException.CannotConnect;
import dev.incusoperator.client.RequestGate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends requests to a server that may be reached at several addresses (the members of a cluster): at the one that
 * answered last, and where that cannot be connected to, at the others in turn. A request that may have been sent is never
 * sent again elsewhere.
 */
public final class Transport implements AutoCloseable {
    private final List<Target> targets;
    private final HttpStack http;
    private final AtomicInteger preferred = new AtomicInteger();

    /**
     * @param network where https targets lead to
     * @param body the bytes at most that an answer may have
     * @param gate asked right before each request is written
     */
    public Transport(
            List<Target> targets,
            Authentication authentication,
            Network network,
            Duration connectTimeout,
            Duration callTimeout,
            long body,
            RequestGate gate) {
        this.targets = List.copyOf(targets);
        this.http =
                new HttpStack(this.targets.get(0), authentication, network, connectTimeout, callTimeout, body, gate);
    }

    /** Sends and waits for the answer. */
    public Answer send(ApiRequest request) {
        int first = preferred.get();
        for (int i = 0; ; i++) {
            int index = (first + i) % targets.size();
            try {
                Answer answer = http.send(targets.get(index), request);
                preferred.set(index);
                return answer;
            } catch (CannotConnect e) {
                if (i + 1 == targets.size()) {
                    throw e;
                }
            }
        }
    }

    /** Sends without waiting; completes exceptionally with an {@link IncusException}. */
    public CompletableFuture<Answer> sendAsync(ApiRequest request) {
        return sendAsync(request, preferred.get(), 0);
    }

    private CompletableFuture<Answer> sendAsync(ApiRequest request, int first, int tried) {
        int index = (first + tried) % targets.size();
        return http.sendAsync(targets.get(index), request)
                .handle((answer, failure) -> {
                    if (failure == null) {
                        preferred.set(index);
                        return CompletableFuture.completedFuture(answer);
                    }
                    return failure instanceof CannotConnect && tried + 1 < targets.size()
                            ? sendAsync(request, first, tried + 1)
                            : CompletableFuture.<Answer>failedFuture(failure);
                })
                .thenCompose(next -> next);
    }

    /** Opens a websocket at the address that answered last. What is returned ends it at once, without another word. */
    public Runnable open(ApiRequest request, MessageListener listener) {
        return http.open(target(), request, listener);
    }

    /** The address to try from now on, where the present one does not do. */
    public void tryNextAddress() {
        preferred.updateAndGet(index -> (index + 1) % targets.size());
    }

    /** To be told where a connection to this server was found dead: those that are kept open may be dead too. */
    public void dropIdleConnections() {
        http.dropIdleConnections();
    }

    /** The address that answered last. */
    public Target target() {
        return targets.get(preferred.get());
    }

    @Override
    public void close() {
        http.close();
    }
}
