package dev.incusoperator.client.transport;

import dev.incusoperator.client.ApiRequest;
import java.util.List;
import okhttp3.HttpUrl;

/** The one place that makes a URL of a request: version, path, and query (with project and target). */
final class ApiUrl {
    private static final String VERSION = "1.0";

    private ApiUrl() {}

    static HttpUrl of(HttpUrl server, ApiRequest request) {
        HttpUrl.Builder url = server.newBuilder().addPathSegment(VERSION);
        String path = request.path().startsWith("/") ? request.path().substring(1) : request.path();
        if (path.equals(VERSION) || path.startsWith(VERSION + "/")) {
            path = path.substring(VERSION.length());
        }
        for (String segment : List.of(path.split("/"))) {
            if (!segment.isEmpty()) {
                url.addEncodedPathSegment(checked(segment, request));
            }
        }
        request.query().forEach(url::addQueryParameter);
        return url.build();
    }

    private static String checked(String segment, ApiRequest request) {
        String plain = segment.replace("%2e", ".").replace("%2E", ".");
        if (plain.equals(".") || plain.equals("..") || segment.contains("?") || segment.contains("#")) {
            throw new IllegalArgumentException(
                    request + ": an API path has no '.' and '..', and its query is given beside it");
        }
        return segment;
    }
}
