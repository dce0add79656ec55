package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.IncusException.NoAnswer;
import dev.incusoperator.client.IncusException.NotTrusted;
import dev.incusoperator.client.model.ServerText;

/**
 * The validator that a client has unless it is given another: the answer is an envelope of the API, and its {@code type}
 * and {@code error_code} say whether it went well; the HTTP status alone never does.
 */
public final class EnvelopeValidator implements ResponseValidator {
    private static final int TOO_MANY = 429;

    private static final int LONGEST_TEXT = 2_000;

    @Override
    public void validate(ApiRequest request, ApiResponse response) {
        JsonNode json = response.json();
        String where = request + " at " + response.target() + ": ";
        if ((json == null || !json.isObject()) && isForLater(response.httpStatus())) {
            String text =
                    "HTTP " + response.httpStatus() + ", without a word of the API: the server is overloaded or going"
                            + " down, or a proxy before it does not reach it";
            throw isSafe(request) || response.httpStatus() == TOO_MANY
                    ? new ApiError(response.httpStatus(), text, where + text)
                    : new NoAnswer(where + text + "; it is unknown whether it was done", null);
        }
        if (json == null || !json.isObject()) {
            throw new MalformedAnswer(
                    where + "the answer (HTTP " + response.httpStatus()
                            + ") is not JSON; is this the address of an Incus or LXD server?",
                    null);
        }
        switch (json.path("type").asText()) {
            case "sync" -> {}
            case "async" -> {
                if (response.operationId().isEmpty()) {
                    throw new MalformedAnswer(
                            where + "the answer says that it is carried out in the background, and names no operation",
                            null);
                }
            }
            case "error" -> throw error(where, response, json);
            default ->
                throw new MalformedAnswer(
                        where + "the answer (HTTP " + response.httpStatus()
                                + ") is JSON, but none of the API's; is this the address of an Incus or LXD server?",
                        null);
        }
    }

    private static boolean isForLater(int httpStatus) {
        return httpStatus == TOO_MANY || httpStatus >= 500;
    }

    /** A proxy that gave up waiting may have passed on what changes something. */
    private static boolean isSafe(ApiRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private static IncusException error(String where, ApiResponse response, JsonNode json) {
        int code = json.path("error_code").asInt(response.httpStatus());
        String text = bounded(json.path("error").asText(""));
        if (code == 401 || code == 403 || text.startsWith("User does not have permission")) {
            return new NotTrusted(where + "the server does not let this client do that: " + text);
        }
        return new ApiError(code, text, where + text + " (" + code + ")");
    }

    /** A server's own words, short enough for a message, and without the values that it was given. */
    static String bounded(String words) {
        String text = ServerText.line(ServerText.withoutValues(words));
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }
}
