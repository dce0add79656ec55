package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer: its HTTP status, headers, and body; of a JSON envelope also what it holds. */
public record ApiResponse(
        ApiRequest request,
        int httpStatus,
        Map<String, String> headers,
        byte[] body,
        @Nullable JsonNode json) {

    /** Of an asynchronous answer, the id of its operation. */
    public Optional<String> operationId() {
        throw new UnsupportedOperationException();
    }

    /** The envelope's {@code metadata}. */
    public JsonNode metadata() {
        throw new UnsupportedOperationException();
    }

    public Optional<String> etag() {
        throw new UnsupportedOperationException();
    }
}
