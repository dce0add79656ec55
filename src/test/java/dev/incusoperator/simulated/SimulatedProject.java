package dev.incusoperator.simulated;

import java.util.Map;
import java.util.TreeMap;

/** A project with its features; what it does not have of its own it takes from the default project. */
record SimulatedProject(String name, String description, Map<String, String> config) {
    SimulatedProject {
        config = new TreeMap<>(config);
    }

    boolean has(String feature) {
        return config.getOrDefault("features." + feature, "false").equals("true");
    }
}
