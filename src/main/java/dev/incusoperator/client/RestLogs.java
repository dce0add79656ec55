package dev.incusoperator.client;

import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.model.LogTail;
import java.util.Arrays;
import java.util.Optional;

/** Logs of commands: the ends of them (trap 22), in the project that their paths do not name (trap 25). */
final class RestLogs {
    private static final int PARTIAL = 206;

    private final IncusClient client;
    private final EnvelopeValidator validator = new EnvelopeValidator();

    RestLogs(IncusClient client) {
        this.client = client;
    }

    Optional<LogTail> tail(String project, String path, int maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("the tail of a log has at least one byte, not " + maxBytes);
        }
        ApiRequest request = ApiRequest.get(path)
                .project(project)
                .header("Range", "bytes=-" + maxBytes)
                .withoutValidation();
        ApiResponse response = client.request(request);
        if (response.httpStatus() == PARTIAL) {
            return Optional.of(new LogTail(response.body(), total(response)));
        }
        if (response.httpStatus() == 200) {
            byte[] whole = response.body();
            byte[] tail = Arrays.copyOfRange(whole, Math.max(0, whole.length - maxBytes), whole.length);
            return Optional.of(new LogTail(tail, whole.length));
        }
        try {
            validator.validate(request, response);
        } catch (ApiError e) {
            if (gone(e)) {
                return Optional.empty();
            }
            throw e;
        }
        throw new IncusException.MalformedAnswer(
                request + " at " + response.target() + ": HTTP " + response.httpStatus() + " is no answer to that",
                null);
    }

    void delete(String project, String path) {
        try {
            client.request(ApiRequest.delete(path).project(project));
        } catch (ApiError e) {
            if (!gone(e)) {
                throw e;
            }
        }
    }

    /** Of {@code bytes 5-9/10}, the ten. */
    private static long total(ApiResponse response) {
        String range = response.headers().getOrDefault("Content-Range", "");
        String total = range.substring(range.lastIndexOf('/') + 1);
        return total.matches("\\d{1,18}") ? Long.parseLong(total) : response.body().length;
    }

    /** Trap 36: LXD answers 500 for a log that is gone. */
    private static boolean gone(ApiError e) {
        return e.code() == 404 || e.serverText().contains("no such file or directory");
    }
}
