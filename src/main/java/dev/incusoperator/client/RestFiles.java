package dev.incusoperator.client;

import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.model.FileAttributes;
import dev.incusoperator.client.model.FileContent;
import dev.incusoperator.client.model.InstanceRef;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Files in instances. The products' headers have names of their own (trap 40): both are sent, either is read. */
final class RestFiles {
    private static final String INCUS = "X-Incus-";
    private static final String LXD = "X-LXD-";
    private static final int PERMISSIONS = 07777;
    private static final int MOST_LINKS = 8;
    /** Linux has none that is longer. */
    private static final int LONGEST_PATH = 4_096;
    /** An owner is 32 bits wide; permissions are far less. */
    private static final long LARGEST_NUMBER = 0xffff_ffffL;

    private final IncusClient client;
    private final EnvelopeValidator validator = new EnvelopeValidator();

    RestFiles(IncusClient client) {
        this.client = client;
    }

    void push(InstanceRef ref, String path, FileContent file) {
        ApiRequest push = owned(request("POST", ref, path), "file", file.uid(), file.gid(), file.mode());
        client.request(both(push, "write", "overwrite").raw(file.bytes()));
    }

    Optional<FileAttributes> attributes(InstanceRef ref, String path) {
        ApiResponse response = client.request(request("HEAD", ref, path).withoutValidation());
        return response.httpStatus() == 200
                ? Optional.of(new FileAttributes(
                        header(response, "type"),
                        number(response, "uid", 10),
                        number(response, "gid", 10),
                        mode(response)))
                : Optional.empty();
    }

    void delete(InstanceRef ref, String path) {
        try {
            client.request(request("DELETE", ref, path));
        } catch (ApiError e) {
            if (e.code() != 404) {
                throw e;
            }
        }
    }

    void createDirectory(InstanceRef ref, String path, long uid, long gid, int mode) {
        client.request(owned(request("POST", ref, path), "directory", uid, gid, mode));
    }

    Optional<FileContent> read(InstanceRef ref, String path, long mostBytes) {
        return read(ref, path, mostBytes, MOST_LINKS);
    }

    private Optional<FileContent> read(InstanceRef ref, String path, long mostBytes, int links) {
        ApiRequest request = request("GET", ref, path).withoutValidation().largestAnswer(mostBytes);
        ApiResponse response = client.request(request);
        if (response.httpStatus() != 200) {
            return refused(request, response);
        }
        if (header(response, "type").equals("symlink") && links > 0) {
            return read(ref, linkedFrom(path, response), mostBytes, links - 1);
        }
        if (!header(response, "type").equals("file")) {
            throw new MalformedAnswer(request + " at " + response.target() + ": " + path + " is no regular file", null);
        }
        return Optional.of(new FileContent(
                response.body(), number(response, "uid", 10), number(response, "gid", 10), mode(response)));
    }

    private static String linkedFrom(String path, ApiResponse link) {
        String target = new String(link.body(), 0, Math.min(link.body().length, LONGEST_PATH), StandardCharsets.UTF_8);
        try {
            return Path.of(path).resolveSibling(target).normalize().toString();
        } catch (InvalidPathException e) {
            throw new MalformedAnswer(
                    link.request() + " at " + link.target() + ": " + path + " is a link to what is no path", e);
        }
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

    private static ApiRequest owned(ApiRequest request, String type, long uid, long gid, int mode) {
        ApiRequest typed = both(request, "type", type);
        ApiRequest owned = both(both(typed, "uid", String.valueOf(uid)), "gid", String.valueOf(gid));
        // without the 0 in front it is a decimal number to the servers
        return both(owned, "mode", "0" + Integer.toOctalString(mode));
    }

    private static ApiRequest both(ApiRequest request, String name, String value) {
        return request.header(INCUS + name, value).header(LXD + name, value);
    }

    private static String header(ApiResponse response, String name) {
        return response.headers().getOrDefault(INCUS + name, response.headers().getOrDefault(LXD + name, ""));
    }

    private static int mode(ApiResponse response) {
        return (int) (number(response, "mode", 8) & PERMISSIONS);
    }

    private static long number(ApiResponse response, String name, int radix) {
        String text = header(response, name);
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0 && number <= LARGEST_NUMBER) {
                return number;
            }
            throw new NumberFormatException("out of range");
        } catch (NumberFormatException e) {
            throw new MalformedAnswer(
                    response.request() + " at " + response.target() + ": the file's " + name + " is no number", e);
        }
    }
}
