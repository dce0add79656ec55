package dev.incusoperator.simulated;

import java.util.Map;
import java.util.TreeMap;

/** A profile of a project. */
public record SimulatedProfile(
        String name, String description, Map<String, String> config, Map<String, Map<String, String>> devices) {

    public SimulatedProfile {
        config = Json.set(config);
        Map<String, Map<String, String>> ordered = new TreeMap<>();
        devices.forEach((device, options) -> ordered.put(device, new TreeMap<>(options)));
        devices = ordered;
    }
}
