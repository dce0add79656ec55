package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Adds what a later server may answer beside what it answers now. */
final class UnknownFields {
    private static final String NAME = "from_a_later_version";

    private UnknownFields() {}

    /** Raw answers (logs, files) stay as they are. */
    static Answer in(Answer answer) {
        if (!"application/json".equals(answer.headers().get("Content-Type"))) {
            return answer;
        }
        ObjectNode envelope = Json.parse(answer.body());
        add(envelope);
        add(envelope.path("metadata"));
        envelope.path("metadata").forEach(UnknownFields::addToElement);
        return answer.withBody(Json.bytes(envelope));
    }

    private static void add(JsonNode node) {
        if (node instanceof ObjectNode object) {
            addTo(object);
        }
    }

    /** Of a listing; what is within one object may be a map, such as config, in which every key means something. */
    private static void addToElement(JsonNode node) {
        if (node instanceof ObjectNode object && object.has("name")) {
            addTo(object);
        }
    }

    private static void addTo(ObjectNode object) {
        object.set(
                NAME,
                Json.object()
                        .put("kind", "unheard of")
                        .set("values", Json.array().add(1).add("two")));
    }
}
