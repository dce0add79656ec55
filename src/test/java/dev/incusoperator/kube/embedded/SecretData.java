package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a Secret is given as {@code stringData} is kept as {@code data}: it is for writing only. */
final class SecretData {
    private SecretData() {}

    static void settle(ObjectNode object) {
        if (!"Secret".equals(object.path("kind").asText())) {
            return;
        }
        JsonNode plain = object.remove("stringData");
        if (plain != null) {
            ObjectNode data = object.withObjectProperty("data");
            plain.properties()
                    .forEach(entry -> data.put(
                            entry.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        }
    }
}
