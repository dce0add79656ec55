package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP answer. */
record Answer(int status, Map<String, String> headers, byte[] body) {

    static Answer sync(JsonNode metadata) {
        return envelope(200, "sync", "Success", 200, "", 0, "", metadata);
    }

    static Answer done() {
        return sync(Json.object());
    }

    static Answer created(String location) {
        return envelope(201, "sync", "Success", 200, "", 0, "", Json.nothing()).with("Location", location);
    }

    static Answer async(SimulatedOperation operation) {
        return envelope(202, "async", "Operation created", 100, operation.url(), 0, "", operation.json())
                .with("Location", operation.url());
    }

    static Answer error(int code, String text) {
        return errorAs(code, code, text);
    }

    /** An error in the envelope of an answer whose HTTP status says otherwise (trap 5). */
    static Answer errorAs(int status, int code, String text) {
        return envelope(status, "error", "", 0, "", code, text, Json.nothing())
                .with("X-Content-Type-Options", "nosniff");
    }

    static Answer raw(int status, String contentType, byte[] body) {
        return new Answer(status, Map.of(), body).with("Content-Type", contentType);
    }

    Answer with(String header, String value) {
        Map<String, String> copy = new LinkedHashMap<>(headers);
        copy.put(header, value);
        return new Answer(status, copy, body);
    }

    Answer withEtag(String etag) {
        return with("Etag", '"' + etag + '"');
    }

    Answer withStatus(int other) {
        return new Answer(other, headers, body);
    }

    Answer withBody(byte[] other) {
        return new Answer(status, headers, other);
    }

    private static Answer envelope(
            int http,
            String type,
            String status,
            int statusCode,
            String operation,
            int code,
            String error,
            JsonNode data) {
        ObjectNode envelope = Json.object()
                .put("type", type)
                .put("status", status)
                .put("status_code", statusCode)
                .put("operation", operation)
                .put("error_code", code)
                .put("error", error);
        envelope.set("metadata", data);
        return raw(http, "application/json", Json.bytes(envelope));
    }
}
