package dev.incusoperator.client;

import dev.incusoperator.client.event.EventStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A connection to one server. Immutable but for its pool; safe for use by many threads; close it to free both. */
public final class IncusClient implements AutoCloseable {

    public static Builder builder() {
        throw new UnsupportedOperationException();
    }

    public ApiResponse request(ApiRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Waits, blocking, for the background operation that a response names; a synchronous response is returned as it is. */
    public ApiResponse pollApi(ApiResponse response, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    /** The same without holding a thread. Fails with OperationFailed, OperationLost … as the blocking form does. */
    public CompletableFuture<ApiResponse> pollApi(ApiResponse response) {
        throw new UnsupportedOperationException();
    }

    /** The same client with other credentials and another way of verifying the server. This one is left as it is. */
    public IncusClient authenticate(Authentication authentication) {
        throw new UnsupportedOperationException();
    }

    /** The same client with another validator. This one is left as it is. */
    public IncusClient validate(ResponseValidator validator) {
        throw new UnsupportedOperationException();
    }

    /** The server's event stream; one a client, not connected before {@link EventStream#start}. */
    public EventStream events() {
        throw new UnsupportedOperationException();
    }

    public ServerCalls server() {
        throw new UnsupportedOperationException();
    }

    public InstanceCalls instances() {
        throw new UnsupportedOperationException();
    }

    public OperationCalls operations() {
        throw new UnsupportedOperationException();
    }

    /** What is connected to, for messages: {@code unix:///var/lib/incus/unix.socket} or {@code https://10.1.2.8:8443}. */
    public String target() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** Collects what a client is made of. */
    public static final class Builder {
        /** An absolute path, {@code unix:///path} or {@code https://host:port}; several https addresses are the members of one cluster, tried in turn. */
        public Builder target(String... targets) {
            throw new UnsupportedOperationException();
        }

        public Builder authentication(Authentication authentication) {
            throw new UnsupportedOperationException();
        }

        public Builder validator(ResponseValidator validator) {
            throw new UnsupportedOperationException();
        }

        /** For connecting and for each call's answer. */
        public Builder timeouts(Duration connect, Duration call) {
            throw new UnsupportedOperationException();
        }

        public IncusClient build() {
            throw new UnsupportedOperationException();
        }
    }
}
