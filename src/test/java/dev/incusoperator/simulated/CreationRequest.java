package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** What a client asks for when it creates an instance, checked as far as the daemon checks before it answers. */
record CreationRequest(
        String name,
        String type,
        JsonNode source,
        String description,
        boolean ephemeral,
        boolean start,
        Optional<List<String>> profiles,
        Map<String, String> config,
        Map<String, Map<String, String>> devices) {

    static CreationRequest parse(Call call, Dialect dialect) {
        ObjectNode body = Json.parse(call.body());
        Map<String, String> config = new TreeMap<>(
                instanceType(Json.text(body, "instance_type"), dialect.words().memoryUnit()));
        config.putAll(Json.config(body.path("config"), "InstancesPost.config"));
        Map<String, Map<String, String>> devices = Json.deviceMap(body.path("devices"), "InstancesPost.devices");
        String type = Json.text(body, "type").isEmpty() ? "container" : Json.text(body, "type");
        if (!Set.of("container", "virtual-machine").contains(type)) {
            throw new Refusal(400, "Invalid instance type");
        }
        String name = Json.text(body, "name");
        if (name.isEmpty()) {
            name = "generated-" + UUID.randomUUID().toString().substring(0, 8);
        }
        Names.check(name, dialect.leadingDigitAllowed());
        return new CreationRequest(
                name,
                type,
                body.path("source"),
                Json.text(body, "description"),
                body.path("ephemeral").asBoolean(),
                body.path("start").asBoolean(),
                profiles(body.path("profiles")),
                config,
                devices);
    }

    private static Optional<List<String>> profiles(JsonNode node) {
        if (!node.isArray()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        node.forEach(name -> names.add(name.asText()));
        return Optional.of(names);
    }

    /** {@code c2-m4}: two processors and 4 GiB. */
    private static Map<String, String> instanceType(String type, String unit) {
        if (type.isEmpty()) {
            return Map.of();
        }
        if (!type.matches("c[0-9]+-m[0-9]+")) {
            throw new Refusal(400, "Provided instance type doesn't exist: " + type);
        }
        String[] parts = type.substring(1).split("-m", -1);
        return Map.of("limits.cpu", parts[0], "limits.memory", Integer.parseInt(parts[1]) * 1024 + unit);
    }
}
