package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.IncusException.OperationFailed;
import dev.incusoperator.client.model.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An operation that has ended, as the server showed it.
 *
 * @param code of a failure: the failure's own code where the server said it (trap 5), else the operation's status code
 * @param characters how large it is, as JSON
 */
record FinishedOperation(Operation operation, JsonNode json, int code, int characters) {

    static FinishedOperation of(Operation operation, JsonNode json) {
        return new FinishedOperation(
                operation, json, operation.statusCode(), json.toString().length());
    }

    /** Of an operation that the server has forgotten but whose failure it has just told. */
    static FinishedOperation failed(String id, int code, String text) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("class", "task")
                .put("status", "Failure")
                .put("status_code", code)
                .put("err", text);
        return new FinishedOperation(Operation.from(json), json, code, text.length());
    }

    FinishedOperation withCode(int better) {
        return new FinishedOperation(operation, json, better, characters);
    }

    /** In the form of an answer of the API, to the request that had begun it. */
    ApiResponse answerTo(ApiRequest request, String target) {
        if (!operation.succeeded()) {
            String text = EnvelopeValidator.bounded(operation.err().isEmpty() ? operation.status() : operation.err());
            throw new OperationFailed(
                    code,
                    text,
                    operation.id(),
                    request + " at " + target + ": " + text + " (" + code + ", operation " + operation.id() + ")");
        }
        ObjectNode envelope = JsonNodeFactory.instance
                .objectNode()
                .put("type", "sync")
                .put("status", "Success")
                .put("status_code", 200);
        envelope.set("metadata", json);
        return new ApiResponse(
                request, target, 200, Map.of(), envelope.toString().getBytes(StandardCharsets.UTF_8), envelope);
    }
}
