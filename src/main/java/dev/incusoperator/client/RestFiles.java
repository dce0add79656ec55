package dev.incusoperator.client;

import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.model.FileContent;
import dev.incusoperator.client.model.InstanceRef;
import java.util.Locale;
import java.util.Optional;

/** Files in instances. The products' headers have names of their own (trap 40): both are sent, either is read. */
final class RestFiles {
    private static final String INCUS = "X-Incus-";
    private static final String LXD = "X-LXD-";

    private final IncusClient client;
    private final EnvelopeValidator validator = new EnvelopeValidator();

    RestFiles(IncusClient client) {
        this.client = client;
    }

    void push(InstanceRef ref, String path, FileContent file) {
        ApiRequest push = owned(request("POST", ref, path), "file", file.uid(), file.gid(), file.mode());
        client.request(both(push, "write", "overwrite").raw(file.bytes()));
    }

    void createDirectory(InstanceRef ref, String path, int uid, int gid, int mode) {
        client.request(owned(request("POST", ref, path), "directory", uid, gid, mode));
    }

    Optional<FileContent> read(InstanceRef ref, String path) {
        ApiRequest request = request("GET", ref, path).withoutValidation();
        ApiResponse response = client.request(request);
        if (response.httpStatus() != 200) {
            return refused(request, response);
        }
        if (!header(response, "type").equals("file")) {
            throw new MalformedAnswer(request + " at " + response.target() + ": " + path + " is no regular file", null);
        }
        return Optional.of(new FileContent(
                response.body(),
                number(response, "uid", 10),
                number(response, "gid", 10),
                number(response, "mode", 8)));
    }

    private Optional<FileContent> refused(ApiRequest request, ApiResponse response) {
        try {
            validator.validate(request, response);
        } catch (ApiError e) {
            if (e.code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
        throw new MalformedAnswer(
                request + " at " + response.target() + ": HTTP " + response.httpStatus() + " is no answer to that",
                null);
    }

    private static ApiRequest request(String method, InstanceRef ref, String path) {
        return ApiRequest.of(method, "instances", ref.name(), "files")
                .project(ref.project())
                .query("path", path);
    }

    private static ApiRequest owned(ApiRequest request, String type, int uid, int gid, int mode) {
        ApiRequest typed = both(request, "type", type);
        ApiRequest owned = both(both(typed, "uid", String.valueOf(uid)), "gid", String.valueOf(gid));
        return both(owned, "mode", String.format(Locale.ROOT, "%04o", mode));
    }

    private static ApiRequest both(ApiRequest request, String name, String value) {
        return request.header(INCUS + name, value).header(LXD + name, value);
    }

    private static String header(ApiResponse response, String name) {
        return response.headers().getOrDefault(INCUS + name, response.headers().getOrDefault(LXD + name, ""));
    }

    private static int number(ApiResponse response, String name, int radix) {
        String text = header(response, name);
        try {
            return Integer.parseInt(text, radix);
        } catch (NumberFormatException e) {
            throw new MalformedAnswer(
                    response.request() + " at " + response.target() + ": the file's " + name + " is no number", e);
        }
    }
}
