package dev.incusoperator.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.RequestGate;
import dev.incusoperator.client.transport.MessageListener;
import dev.incusoperator.client.transport.Network;
import dev.incusoperator.client.transport.Target;
import dev.incusoperator.client.transport.Transport;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a real daemon logs of the requests that it handles, as it tells everybody who listens ({@code incus monitor}). */
final class DaemonCallLog implements CallLog, MessageListener {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LARGEST = 1024 * 1024;

    private final IncusClient admin;
    private final Transport transport;
    private final Runnable end;
    private final CountDownLatch open = new CountDownLatch(1);
    private final List<String> made = new ArrayList<>();
    private final List<String> byOthers = new ArrayList<>();

    /** @param admin comes by the same socket */
    DaemonCallLog(String socket, IncusClient admin) {
        this.admin = admin;
        this.transport = new Transport(
                List.of(Target.parse(socket)),
                Authentication.none(),
                Network.any(),
                PATIENCE,
                PATIENCE,
                LARGEST,
                RequestGate.open());
        this.end = transport.open(ApiRequest.get("events").query("type", "logging"), this);
        try {
            if (!open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(socket + " does not let anybody listen to its log");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        awaitAllTold();
    }

    @Override
    public int mark() {
        awaitAllTold();
        synchronized (made) {
            return made.size();
        }
    }

    @Override
    public List<String> since(int mark) {
        awaitAllTold();
        synchronized (made) {
            return List.copyOf(made.subList(mark, made.size()));
        }
    }

    /** What is told of a request that is sent now comes after what is told of those that were answered before. */
    private void awaitAllTold() {
        String question = UUID.randomUUID().toString();
        Eventually.isSo("the daemon tells of the requests that it handles", () -> {
            admin.request(ApiRequest.get("").query("question", question));
            synchronized (made) {
                return byOthers.stream().anyMatch(call -> call.contains(question));
            }
        });
    }

    @Override
    public void opened() {
        open.countDown();
    }

    @Override
    public void message(String text) {
        JsonNode metadata = read(text).path("metadata");
        JsonNode request = metadata.path("context");
        if (metadata.path("message").asText().startsWith("Handling API request")) {
            String call =
                    request.path("method").asText() + " " + request.path("url").asText();
            synchronized (made) {
                (request.path("protocol").asText().equals("unix") ? byOthers : made).add(call);
            }
        }
    }

    private static JsonNode read(String text) {
        try {
            return Serialization.jsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not an event: " + text, e);
        }
    }

    /** Whoever waits for something that it would have told says what was waited for. */
    @Override
    public void broken(IncusException reason) {}

    @Override
    public void close() {
        end.run();
        transport.close();
    }
}
