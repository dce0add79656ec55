package dev.incusoperator.host;

import dev.incusoperator.client.model.Instance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps equal values of one listing, or of one instance that was read by itself, once. Thousands of instances that are
 * made from a handful of images and profiles differ in little: this is what lets 10,000 of them fit into a small heap.
 * Lives as long as that is being taken.
 */
final class SharedValues {
    private final Map<String, String> strings = new HashMap<>();
    private final Map<Object, Object> collections = new HashMap<>();

    Instance share(Instance i) {
        Map<String, String> config = strings(i.config());
        Map<String, Map<String, String>> devices = devices(i.devices());
        return new Instance(
                string(i.project()),
                i.name(),
                string(i.status()),
                i.statusCode(),
                string(i.type()),
                string(i.architecture()),
                string(i.description()),
                i.ephemeral(),
                string(i.location()),
                i.createdAt(),
                i.lastUsedAt(),
                same(List.copyOf(i.profiles())),
                config,
                devices,
                i.expandedConfig().equals(config) ? config : strings(i.expandedConfig()),
                i.expandedDevices().equals(devices) ? devices : devices(i.expandedDevices()),
                i.state());
    }

    private Map<String, Map<String, String>> devices(Map<String, Map<String, String>> devices) {
        Map<String, Map<String, String>> shared = new HashMap<>();
        devices.forEach((name, device) -> shared.put(string(name), same(strings(device))));
        return same(Map.copyOf(shared));
    }

    private Map<String, String> strings(Map<String, String> map) {
        Map<String, String> shared = new HashMap<>();
        map.forEach((key, value) -> shared.put(string(key), string(value)));
        return Map.copyOf(shared);
    }

    private String string(String value) {
        String known = strings.putIfAbsent(value, value);
        return known == null ? value : known;
    }

    @SuppressWarnings("unchecked")
    private <T> T same(T value) {
        Object known = collections.putIfAbsent(value, value);
        return known == null ? value : (T) known;
    }
}
