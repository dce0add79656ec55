package dev.incusoperator.client.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.event.Event.LifecycleEvent;
import dev.incusoperator.client.event.Event.OperationEvent;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.ServerText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes one event of what either product sends. */
final class EventDecoder {
    private static final String DEFAULT_PROJECT = "default";
    /** What a listener remembers of an event: no name, path or word of the API comes near it. */
    private static final int LONGEST = 2_048;

    private EventDecoder() {}

    /** Empty where it is no operation or lifecycle event, or lacks what makes it one. */
    static Optional<Event> decode(JsonNode envelope) {
        JsonNode metadata = envelope.path("metadata");
        Instant timestamp = timestamp(envelope.path("timestamp").asText(""));
        return switch (envelope.path("type").asText("")) {
            case "operation" ->
                Operation.isId(metadata.path("id").asText(""))
                                && metadata.path("status_code").isInt()
                        ? Optional.of(new OperationEvent(
                                timestamp, Operation.from(metadata), project(envelope, metadata, "")))
                        : Optional.empty();
            case "lifecycle" -> lifecycle(timestamp, envelope, metadata);
            default -> Optional.empty();
        };
    }

    private static Optional<Event> lifecycle(Instant timestamp, JsonNode envelope, JsonNode metadata) {
        String action = metadata.path("action").asText("");
        String source = metadata.path("source").asText("");
        if (action.isEmpty() || source.isEmpty() || action.length() > LONGEST || source.length() > LONGEST) {
            return Optional.empty();
        }
        int query = source.indexOf('?');
        String path = query < 0 ? source : source.substring(0, query);
        String name = firstOf(metadata.path("name").asText(""), lastSegment(path));
        String project = project(envelope, metadata, query < 0 ? "" : source.substring(query + 1));
        if (name.length() > LONGEST || project.length() > LONGEST || !areLines(action, path, project, name)) {
            return Optional.empty();
        }
        return Optional.of(new LifecycleEvent(
                timestamp,
                action,
                path,
                project,
                name,
                text(metadata.path("requestor").path("username")),
                text(metadata.path("context").path("old_name"))));
    }

    /** No name or word of the API has a line break or another control character; in a log line one could forge another. */
    private static boolean areLines(String... words) {
        return Stream.of(words).allMatch(ServerText::isLine);
    }

    private static String project(JsonNode envelope, JsonNode metadata, String query) {
        String named = firstOf(
                metadata.path("project").asText(""), envelope.path("project").asText(""));
        if (!named.isEmpty()) {
            return named;
        }
        for (String parameter : query.split("&", -1)) {
            if (parameter.startsWith("project=")) {
                return decoded(parameter.substring("project=".length()));
            }
        }
        return DEFAULT_PROJECT;
    }

    private static String lastSegment(String path) {
        return decoded(path.substring(path.lastIndexOf('/') + 1));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String firstOf(String one, String other) {
        return one.isEmpty() ? other : one;
    }

    private static @Nullable String text(JsonNode node) {
        String text = node.isTextual() ? node.asText("") : "";
        return text.isEmpty() || text.length() > LONGEST ? null : ServerText.line(text);
    }

    private static Instant timestamp(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
