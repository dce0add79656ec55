package dev.incusoperator.simulated;

import dev.incusoperator.simulated.SimulatedInstance.Definition;
import java.util.Map;
import java.util.TreeMap;

/** What an instance ends up with: its profiles' configuration and devices, each over the one before, and its own over all. */
final class Expansion {
    private final Store store;

    Expansion(Store store) {
        this.store = store;
    }

    Map<String, String> config(String project, Definition definition) {
        Map<String, String> expanded = new TreeMap<>();
        definition
                .profiles()
                .forEach(name -> expanded.putAll(profile(project, name).config()));
        expanded.putAll(definition.config());
        return expanded;
    }

    Map<String, Map<String, String>> devices(String project, Definition definition) {
        Map<String, Map<String, String>> expanded = new TreeMap<>();
        definition
                .profiles()
                .forEach(name -> expanded.putAll(profile(project, name).devices()));
        expanded.putAll(definition.devices());
        return expanded;
    }

    private SimulatedProfile profile(String project, String name) {
        return store.profiles(project).getOrDefault(name, new SimulatedProfile(name, "", Map.of(), Map.of()));
    }
}
