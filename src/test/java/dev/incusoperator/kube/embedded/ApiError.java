package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A refusal, as the API words it. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;

    private ApiError(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.reason = reason;
    }

    static ApiError badRequest(String message) {
        return new ApiError(400, "BadRequest", message);
    }

    static ApiError forbidden(String message) {
        return new ApiError(403, "Forbidden", message);
    }

    static ApiError notFound(String what) {
        return new ApiError(404, "NotFound", what + " not found");
    }

    static ApiError methodNotAllowed(String method) {
        return new ApiError(
                405, "MethodNotAllowed", "the server does not allow " + method + " on the requested resource");
    }

    static ApiError alreadyExists(String what) {
        return new ApiError(409, "AlreadyExists", what + " already exists");
    }

    static ApiError conflict(String what, String why) {
        return new ApiError(409, "Conflict", "Operation cannot be fulfilled on " + what + ": " + why);
    }

    static ApiError expired(String message) {
        return new ApiError(410, "Expired", message);
    }

    static ApiError unsupportedMediaType(String type) {
        return new ApiError(415, "UnsupportedMediaType", "the embedded API does not understand " + type);
    }

    static ApiError invalid(String message) {
        return new ApiError(422, "Invalid", message);
    }

    int code() {
        return code;
    }

    ObjectNode toStatus() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", getMessage())
                .put("reason", reason)
                .put("code", code);
    }
}
