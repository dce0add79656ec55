package dev.incusoperator.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that asks for nothing but what is harmless, to be varied in one point. */
final class Ask {
    private static final Map<String, Map<String, String>> PROFILE = Map.of(
            "root", Map.of("type", "disk", "path", "/", "pool", "default"),
            "eth0", Map.of("type", "nic", "network", "incusbr0", "name", "eth0"));
    private static final ProfileDevices BROUGHT = ProfileDevices.of(PROFILE, List.of(PROFILE));

    private Map<String, String> labels = Map.of();
    private String project = "team-a";
    private final Map<String, String> config = new LinkedHashMap<>(Map.of("limits.memory", "1GiB"));

    static Ask harmless() {
        return new Ask();
    }

    Ask labels(Map<String, String> value) {
        labels = value;
        return this;
    }

    Ask project(String value) {
        project = value;
        return this;
    }

    Ask config(String key, String value) {
        config.put(key, value);
        return this;
    }

    AccessRequest request() {
        return new AccessRequest(
                "team-a", labels, project, null, null, Adoption.NONE, null, false, config, PROFILE, BROUGHT);
    }
}
