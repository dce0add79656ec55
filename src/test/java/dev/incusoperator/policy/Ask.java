package dev.incusoperator.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that asks for nothing but what is harmless, to be varied in one point. */
final class Ask {
    private String namespace = "team-a";
    private Map<String, String> labels = Map.of();
    private String project = "team-a";
    private @Nullable String remote;
    private @Nullable String target;
    private boolean adopt;
    private @Nullable String copyOf;
    private final Map<String, String> config = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> devices = new LinkedHashMap<>();

    static Ask harmless() {
        Ask ask = new Ask();
        ask.config.put("limits.memory", "1GiB");
        ask.devices.put("root", Map.of("type", "disk", "path", "/", "pool", "default"));
        ask.devices.put("eth0", Map.of("type", "nic", "network", "incusbr0", "name", "eth0"));
        return ask;
    }

    Ask namespace(String value) {
        namespace = value;
        return this;
    }

    Ask labels(Map<String, String> value) {
        labels = value;
        return this;
    }

    Ask project(String value) {
        project = value;
        return this;
    }

    Ask remote(String value) {
        remote = value;
        return this;
    }

    Ask target(String value) {
        target = value;
        return this;
    }

    Ask adopt() {
        adopt = true;
        return this;
    }

    Ask copyOf(String value) {
        copyOf = value;
        return this;
    }

    Ask config(String key, String value) {
        config.put(key, value);
        return this;
    }

    Ask device(String name, String... options) {
        Map<String, String> device = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            device.put(options[i], options[i + 1]);
        }
        devices.put(name, device);
        return this;
    }

    AccessRequest request() {
        return new AccessRequest(namespace, labels, project, remote, target, adopt, copyOf, config, devices);
    }
}
