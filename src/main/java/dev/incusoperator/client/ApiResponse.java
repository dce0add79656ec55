package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.incusoperator.client.model.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An answer.
 *
 * @param request what was asked
 * @param target the address that answered
 * @param httpStatus the HTTP status; never alone a proof of success or failure, the body's {@code type} decides
 * @param headers by name, in whatever case; of a header that came twice, the last
 * @param body the bytes as they came
 * @param json the body where it is JSON, else null
 */
public record ApiResponse(
        ApiRequest request,
        String target,
        int httpStatus,
        Map<String, String> headers,
        byte[] body,
        @Nullable JsonNode json) {

    public ApiResponse {
        Map<String, String> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        named.putAll(headers);
        headers = Collections.unmodifiableMap(named);
    }

    /** Of an asynchronous answer, the id of its operation. */
    public Optional<String> operationId() {
        if (json == null || !json.path("type").asText().equals("async")) {
            return Optional.empty();
        }
        String url = json.path("operation").asText("");
        String id = url.substring(url.lastIndexOf('/') + 1);
        int query = id.indexOf('?');
        id = query < 0 ? id : id.substring(0, query);
        return Operation.isId(id) ? Optional.of(id) : Optional.empty();
    }

    /** The operation that the answer holds: of an asynchronous answer as it began, of {@code pollApi} as it ended. */
    public Optional<Operation> operation() {
        JsonNode held = metadata();
        return held.path("id").isTextual() && held.has("class") ? Optional.of(Operation.from(held)) : Optional.empty();
    }

    /** The envelope's {@code metadata}; a missing node where there is none. */
    public JsonNode metadata() {
        return json == null ? MissingNode.getInstance() : json.path("metadata");
    }

    /** To be sent back in {@code If-Match} by whoever writes what was read. */
    public Optional<String> etag() {
        return Optional.ofNullable(headers.get("ETag"));
    }

    /** The body as UTF-8; what is not valid UTF-8 in it is replaced. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return request + " -> " + httpStatus + ", " + body.length + " bytes";
    }
}
