package dev.incusoperator.simulated;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Finds what answers a path; a path's template ({@code /1.0/instances/{name}}) is also what calls are counted by. */
final class Router {
    /** Answers now or later; a {@link Refusal} thrown becomes an error envelope. */
    @FunctionalInterface
    interface Handler {
        CompletionStage<Answer> answer(Call call);
    }

    /** Answers at once. */
    @FunctionalInterface
    interface PromptHandler {
        Answer answer(Call call);
    }

    /** A path that is known, with the methods it has. */
    record Route(String template, List<String> segments, Map<String, Handler> handlers) {}

    /** A route and the values of its placeholders. */
    record Match(Route route, Map<String, String> values) {}

    private final List<Route> routes = new ArrayList<>();

    void on(String method, String template, PromptHandler handler) {
        onLater(method, template, call -> java.util.concurrent.CompletableFuture.completedFuture(handler.answer(call)));
    }

    void onLater(String method, String template, Handler handler) {
        Route route = routes.stream()
                .filter(known -> known.template().equals(template))
                .findFirst()
                .orElseGet(() -> add(template));
        route.handlers().put(method, handler);
    }

    private Route add(String template) {
        Route route = new Route(template, List.of(template.split("/", -1)), new LinkedHashMap<>());
        routes.add(route);
        return route;
    }

    /** Segments are compared as they came, still encoded; values are decoded. */
    Optional<Match> match(String path) {
        List<String> segments = List.of(path.split("/", -1));
        return routes.stream().flatMap(route -> match(route, segments).stream()).findFirst();
    }

    private static Optional<Match> match(Route route, List<String> segments) {
        if (segments.size() != route.segments().size()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            String expected = route.segments().get(i);
            if (expected.startsWith("{")) {
                values.put(expected.substring(1, expected.length() - 1), decode(segments.get(i)));
            } else if (!expected.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(new Match(route, values));
    }

    private static String decode(String segment) {
        return java.net.URLDecoder.decode(segment.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
    }
}
