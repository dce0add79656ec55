package dev.incusoperator.client;

import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.model.LogTail;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Logs of commands: the ends of them (trap 22), in the project that their paths do not name (trap 25). */
final class RestLogs {
    private static final int PARTIAL = 206;
    private static final int LONGEST_PATH = 1_024;
    /** The instance decides how long a log is; the servers heed the range that is asked for, so this is never needed. */
    private static final long LARGEST_ANSWER = 4L * 1024 * 1024;

    private static final Pattern LOG = Pattern.compile("/1\\.0/[a-z-]+/[^/?#]+/logs/[^?#]*[^/.?#][^/?#]*");

    private final IncusClient client;
    private final EnvelopeValidator validator = new EnvelopeValidator();

    RestLogs(IncusClient client) {
        this.client = client;
    }

    Optional<LogTail> tail(String project, String path, int maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("the tail of a log has at least one byte, not " + maxBytes);
        }
        ApiRequest request = about("GET", path)
                .project(project)
                .header("Range", "bytes=-" + maxBytes)
                .largestAnswer(Math.max(maxBytes, LARGEST_ANSWER))
                .withoutValidation();
        ApiResponse response = client.request(request);
        if (response.httpStatus() == PARTIAL) {
            byte[] tail = last(response.body(), maxBytes);
            return Optional.of(new LogTail(tail, Math.max(tail.length, total(response))));
        }
        if (response.httpStatus() == 200) {
            byte[] whole = response.body();
            return Optional.of(new LogTail(last(whole, maxBytes), whole.length));
        }
        try {
            validator.validate(request, response);
        } catch (ApiError e) {
            if (gone(e)) {
                return Optional.empty();
            }
            throw e;
        }
        throw new MalformedAnswer(
                request + " at " + response.target() + ": HTTP " + response.httpStatus() + " is no answer to that",
                null);
    }

    void delete(String project, String path) {
        try {
            client.request(about("DELETE", path).project(project));
        } catch (ApiError e) {
            if (!gone(e)) {
                throw e;
            }
        }
    }

    /** The path is the server's own word: it is followed where it leads to a log, and nowhere else. */
    private static ApiRequest about(String method, String path) {
        if (path.length() > LONGEST_PATH
                || !LOG.matcher(path).matches()
                || path.contains("/../")
                || path.contains("/./")) {
            throw new MalformedAnswer(method + " of a log: what the server names as its path is none", null);
        }
        return ApiRequest.of(method, path);
    }

    private static byte[] last(byte[] all, int most) {
        return Arrays.copyOfRange(all, Math.max(0, all.length - most), all.length);
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
