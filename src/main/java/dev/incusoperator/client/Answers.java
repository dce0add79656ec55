package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.model.Instance;
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

    /** The one thing that an answer is about. */
    static JsonNode thing(ApiResponse response) {
        return of(response, response.metadata().isObject(), "holds no object");
    }

    /** The one instance that an answer is about. */
    static Instance instance(ApiResponse response, String project) {
        return Instance.from(of(response, Instance.isOne(response.metadata()), "holds no instance"), project);
    }

    /** For {@code If-Match}; one that no header can carry back would leave a write unguarded or unsent. */
    static String etag(ApiResponse response) {
        String etag = response.etag().orElse("");
        of(response, etag.chars().allMatch(each -> each >= ' ' && each <= '~'), "has an ETag that cannot be sent back");
        return etag;
    }

    /** The things that an answer lists. Were an answer that is no list taken for an empty one, all would seem to be gone. */
    static JsonNode list(ApiResponse response) {
        return of(response, response.metadata().isArray(), "holds no list");
    }

    private static JsonNode of(ApiResponse response, boolean well, String otherwise) {
        if (!well) {
            throw new MalformedAnswer(
                    response.request() + " at " + response.target() + ": the answer " + otherwise
                            + "; is this a version of Incus or LXD that this client knows?",
                    null);
        }
        return response.metadata();
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
