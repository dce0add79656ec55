package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.transport.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of the REST API, as a value: {@code ApiRequest.get("instances").project("p").query("recursion", "1")}. Each
 * of those methods returns a changed copy.
 *
 * @param method the HTTP verb
 * @param path below the API's version; {@code instances/web-1}, {@code /1.0/instances/web-1} and {@code 1.0/instances/web-1}
 *     name the same. Already percent-encoded; without query
 * @param query the query's parameters, not encoded
 * @param headers further headers
 * @param json the body, as JSON
 * @param raw the body, as bytes (files); not together with {@code json}
 * @param validated whether the client's {@link ResponseValidator} looks at the answer; off for logs and files, which are
 *     not JSON
 * @param timeout for the whole call, instead of the client's; zero for none
 * @param largestAnswer the bytes at most that its answer may have, where that is less than the client allows; 0 for what the
 *     client allows
 * @see <a href="https://linuxcontainers.org/incus/docs/main/api/">the API's pages</a>
 */
public record ApiRequest(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable JsonNode json,
        byte @Nullable [] raw,
        boolean validated,
        @Nullable Duration timeout,
        long largestAnswer) {

    public ApiRequest {
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        if (json != null && raw != null) {
            throw new IllegalArgumentException(method + " " + path + ": a request has one body, JSON or raw bytes");
        }
    }

    /**
     * A request for {@code path}; {@code segments}, if any, are appended to it, each one encoded as a single segment, so
     * that a name can never reach another path.
     */
    public static ApiRequest of(String method, String path, String... segments) {
        StringBuilder whole = new StringBuilder(path);
        for (String segment : segments) {
            whole.append('/').append(encode(segment));
        }
        return new ApiRequest(method, whole.toString(), Map.of(), Map.of(), null, null, true, null, 0);
    }

    /** Reads; the one kind of request that may be sent a second time, where a kept connection turned out to be dead. */
    public static ApiRequest get(String path, String... segments) {
        return of("GET", path, segments);
    }

    /** Creates, or acts. */
    public static ApiRequest post(String path, String... segments) {
        return of("POST", path, segments);
    }

    /** Replaces as a whole. */
    public static ApiRequest put(String path, String... segments) {
        return of("PUT", path, segments);
    }

    /** Adds and changes; removes nothing (trap 12). */
    public static ApiRequest patch(String path, String... segments) {
        return of("PATCH", path, segments);
    }

    /** Deletes, or cancels. */
    public static ApiRequest delete(String path, String... segments) {
        return of("DELETE", path, segments);
    }

    /** The project to work in; empty for the server's default. */
    public ApiRequest project(String project) {
        return project.isEmpty() ? this : query("project", project);
    }

    /** The member of a cluster, or {@code @group}, to work on; empty for the server's choice. */
    public ApiRequest target(String member) {
        return member.isEmpty() ? this : query("target", member);
    }

    /** A parameter, in the place of one of the same name. */
    public ApiRequest query(String name, String value) {
        return new ApiRequest(
                method, path, with(query, name, value), headers, json, raw, validated, timeout, largestAnswer);
    }

    /** A header, in the place of one of the same name. */
    public ApiRequest header(String name, String value) {
        return new ApiRequest(
                method, path, query, with(headers, name, value), json, raw, validated, timeout, largestAnswer);
    }

    /** Only where the thing is still as it was when it was read with this ETag: 412 otherwise. Empty: unguarded. */
    public ApiRequest ifMatch(String etag) {
        return etag.isEmpty() ? this : header("If-Match", etag);
    }

    /** A body of JSON, in the place of whatever body there was. */
    public ApiRequest json(JsonNode body) {
        return new ApiRequest(method, path, query, headers, body, null, validated, timeout, largestAnswer);
    }

    /** A body made of maps, lists, strings, numbers and booleans. */
    public ApiRequest json(Map<String, ?> body) {
        return json(Json.tree(body));
    }

    /** A body of bytes, in the place of whatever body there was. */
    public ApiRequest raw(byte[] body) {
        return new ApiRequest(method, path, query, headers, null, body.clone(), validated, timeout, largestAnswer);
    }

    /** The answer is returned as it is, whatever it says. */
    public ApiRequest withoutValidation() {
        return new ApiRequest(method, path, query, headers, json, raw, false, timeout, largestAnswer);
    }

    /** How long this call may take, from its start to the end of its answer; zero for ever. */
    public ApiRequest timeout(Duration whole) {
        return new ApiRequest(method, path, query, headers, json, raw, validated, whole, largestAnswer);
    }

    /** For what is read of a guest or a tenant, who decide how large it is. */
    public ApiRequest largestAnswer(long bytes) {
        return new ApiRequest(method, path, query, headers, json, raw, validated, timeout, bytes);
    }

    /** Whether it changes nothing on the server. */
    public boolean reads() {
        return method.equals("GET");
    }

    /** Method and path, for messages; bodies, queries and headers may hold secrets. */
    @Override
    public String toString() {
        String below = path.replaceFirst("^/?(1\\.0(/|$))?", "");
        return method + (below.isEmpty() ? " /1.0" : " /1.0/" + below);
    }

    private static Map<String, String> with(Map<String, String> all, String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(all);
        changed.put(name, value);
        return changed;
    }

    private static String encode(String segment) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            throw new IllegalArgumentException("'" + segment + "' cannot be a part of an API path");
        }
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
