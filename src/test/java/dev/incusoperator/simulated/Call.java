package dev.incusoperator.simulated;

import java.util.Map;
import java.util.Optional;

/** One HTTP request as the daemon sees it. Path values are those of the route's template: {@code {name}} and so on. */
record Call(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        Caller caller,
        Map<String, String> pathValues) {

    Call with(Map<String, String> values) {
        return new Call(method, path, query, headers, body, caller, values);
    }

    String value(String name) {
        return pathValues.get(name);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(java.util.Locale.ROOT)));
    }

    String project() {
        String project = query.getOrDefault("project", "");
        return project.isEmpty() ? "default" : project;
    }

    boolean allProjects() {
        String value = query.getOrDefault("all-projects", "");
        return value.equals("true") || value.equals("1");
    }

    int recursion() {
        return switch (query.getOrDefault("recursion", "0")) {
            case "1" -> 1;
            case "2" -> 2;
            default -> 0;
        };
    }
}
