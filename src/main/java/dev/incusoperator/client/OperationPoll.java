package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.IncusException.NotTrusted;
import dev.incusoperator.client.IncusException.OperationLost;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.transport.Answer;
import dev.incusoperator.client.transport.Json;
import dev.incusoperator.client.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the server once how an operation is, and makes sense of what it says: the products answer differently, and an
 * error may be the operation's own failure, or that of the question (traps 4, 5, 6, 30, 31).
 */
final class OperationPoll {
    private static final Duration SPARE = Duration.ofSeconds(15);

    private final Transport transport;

    OperationPoll(Transport transport) {
        this.transport = transport;
    }

    /** Asks at once; empty while it goes on. Exceptionally OperationLost where the server has forgotten it. */
    CompletableFuture<Optional<FinishedOperation>> look(String id) {
        return transport.sendAsync(ApiRequest.get("operations", id)).thenApply(answer -> {
            JsonNode json = envelope(id, answer);
            if (isError(json)) {
                throw notFound(json) ? lost(id) : refusal(id, json);
            }
            return finished(json.path("metadata"));
        });
    }

    /** Asks, and lets the server hold the answer back until the operation ends, so long at most. */
    CompletableFuture<Optional<FinishedOperation>> await(String id, Duration longest) {
        ApiRequest wait = ApiRequest.get("operations", id, "wait")
                .query("timeout", String.valueOf(longest.toSeconds()))
                .timeout(longest.plus(SPARE));
        return transport.sendAsync(wait).thenCompose(answer -> {
            JsonNode json = envelope(id, answer);
            return isError(json)
                    ? whoseError(id, json)
                    : CompletableFuture.completedFuture(finished(json.path("metadata")));
        });
    }

    /** The operation failed, or waiting for it did: the operation itself tells. */
    private CompletableFuture<Optional<FinishedOperation>> whoseError(String id, JsonNode error) {
        int code = error.path("error_code").asInt();
        String text = error.path("error").asText("");
        return transport.sendAsync(ApiRequest.get("operations", id)).thenApply(answer -> {
            JsonNode json = envelope(id, answer);
            if (!isError(json)) {
                return finished(json.path("metadata"))
                        .map(ended -> ended.operation().succeeded() ? ended : ended.withCode(code));
            }
            if (!notFound(json)) {
                throw refusal(id, json);
            }
            if (code == 404 && saysThatTheOperationIsUnknown(text)) {
                throw lost(id);
            }
            return Optional.of(FinishedOperation.failed(id, code, text));
        });
    }

    private static Optional<FinishedOperation> finished(JsonNode json) {
        Operation operation = Operation.from(json);
        return operation.done() ? Optional.of(FinishedOperation.of(operation, json)) : Optional.empty();
    }

    private static JsonNode envelope(String id, Answer answer) {
        JsonNode json;
        try {
            json = Json.parse(answer.body());
        } catch (IOException e) {
            throw new MalformedAnswer("operation " + id + " at " + answer.from() + ": the answer is not JSON", e);
        }
        if (!isError(json) && !json.path("metadata").path("status_code").isInt()) {
            throw new MalformedAnswer(
                    "operation " + id + " at " + answer.from() + ": the answer is no operation", null);
        }
        return json;
    }

    private static boolean isError(JsonNode json) {
        return json.path("type").asText().equals("error");
    }

    private static boolean notFound(JsonNode json) {
        return json.path("error_code").asInt() == 404;
    }

    /** Trap 6: a 404 is the server's "Operation not found" or the operation's "Network not found". */
    private static boolean saysThatTheOperationIsUnknown(String text) {
        return text.isEmpty() || text.equalsIgnoreCase("not found") || text.startsWith("Operation not found");
    }

    private OperationLost lost(String id) {
        return new OperationLost("operation " + id + " at " + transport.target()
                + ": the server no longer knows it; its outcome is not known");
    }

    private IncusException refusal(String id, JsonNode json) {
        int code = json.path("error_code").asInt();
        String text = EnvelopeValidator.bounded(json.path("error").asText(""));
        String message = "operation " + id + " at " + transport.target() + ": " + text;
        return code == 401 || code == 403
                ? new NotTrusted(message)
                : new IncusException.ApiError(code, text, message + " (" + code + ")");
    }
}
