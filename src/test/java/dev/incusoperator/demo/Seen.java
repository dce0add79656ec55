package dev.incusoperator.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Stream;

/** A resource as it stands in the API now. */
record Seen(JsonNode object) {

    static Seen of(GenericKubernetesResource resource) {
        return new Seen(Serialization.jsonMapper().valueToTree(resource));
    }

    boolean isReady() {
        return condition("Ready").path("status").asText().equals("True")
                && object.at("/status/observedGeneration").asLong()
                        == object.at("/metadata/generation").asLong();
    }

    /** Waits for someone to change something: waiting longer leads nowhere. */
    boolean isStalled() {
        return isTrue("Stalled");
    }

    /** Whether it has a condition of that type which is True. */
    boolean isTrue(String type) {
        return condition(type).path("status").asText().equals("True");
    }

    JsonNode at(String pointer) {
        return object.at(pointer);
    }

    /** One line of where it stands: {@code hello: Running, not Ready: Executing, greet is running}. */
    String inWords() {
        JsonNode ready = condition("Ready");
        String state = object.at("/status/instance/status").asText();
        List<String> parts = Stream.of(
                        state,
                        ready.isMissingNode()
                                ? "nothing in its status yet"
                                : ready.path("reason").asText(),
                        ready.path("message").asText())
                .filter(part -> !part.isEmpty())
                .toList();
        return object.path("kind").asText() + " " + object.at("/metadata/name").asText() + ": "
                + String.join(", ", parts);
    }

    private JsonNode condition(String type) {
        for (JsonNode condition : object.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }
}
