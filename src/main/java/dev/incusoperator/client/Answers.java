package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.transport.Answer;
import dev.incusoperator.client.transport.Json;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes of what came back what a caller is given. */
final class Answers {
    private Answers() {}

    /** What is validated is taken for JSON whatever it calls itself; of the rest only what calls itself so. */
    static ApiResponse read(ApiRequest request, Answer answer) {
        ApiResponse raw = response(request, answer, null);
        String type = raw.headers().getOrDefault("Content-Type", "").toLowerCase(Locale.ROOT);
        return request.validated() || type.startsWith("application/json")
                ? response(request, answer, json(answer.body()))
                : raw;
    }

    private static ApiResponse response(ApiRequest request, Answer answer, @Nullable JsonNode json) {
        return new ApiResponse(
                request, answer.from().toString(), answer.status(), answer.headers(), answer.body(), json);
    }

    private static @Nullable JsonNode json(byte[] body) {
        try {
            return Json.parse(body);
        } catch (IOException e) {
            return null;
        }
    }
}
