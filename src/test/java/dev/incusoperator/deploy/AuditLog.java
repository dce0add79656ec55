package dev.incusoperator.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Stream;

/** Reads what kube-apiserver writes down of the requests of one user, one JSON object a line. */
public final class AuditLog {
    private AuditLog() {}

    /** What that user asked of resources; health, discovery and other paths, which everybody may ask for, are left out. */
    public static List<Use> uses(Stream<String> lines, String user) {
        return requests(lines, user).distinct().toList();
    }

    /** The same, each time that it was asked for, in order. */
    public static Stream<Use> requests(Stream<String> lines, String user) {
        return lines.map(AuditLog::read)
                .filter(event -> event.path("user").path("username").asText().equals(user))
                .filter(event -> event.path("objectRef").has("resource"))
                .map(AuditLog::use);
    }

    private static JsonNode read(String line) {
        try {
            return Serialization.jsonMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not an audit event: " + line, e);
        }
    }

    private static Use use(JsonNode event) {
        JsonNode object = event.path("objectRef");
        String subresource = object.path("subresource").asText();
        Right right = new Right(
                object.path("apiGroup").asText(),
                object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
                event.path("verb").asText());
        boolean allowed = !event.path("annotations")
                        .path("authorization.k8s.io/decision")
                        .asText()
                        .equals("forbid")
                && event.path("responseStatus").path("code").asInt() != 403;
        return new Use(object.path("namespace").asText(), object.path("name").asText(), right, allowed);
    }
}
