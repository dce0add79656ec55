package dev.incusoperator.simulated;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that a host keeps: projects, profiles, images, networks, pools and instances. Guarded by the host's lock. */
final class Store {
    private final Map<String, SimulatedProject> projects = new TreeMap<>();
    private final Map<String, Map<String, SimulatedProfile>> profiles = new TreeMap<>();
    private final Map<String, List<SimulatedImage>> images = new TreeMap<>();
    private final Map<String, Map<String, SimulatedInstance>> instances = new TreeMap<>();
    private final List<String> networks = new ArrayList<>();
    private final List<String> pools = new ArrayList<>();
    private final List<String> missingPaths = new ArrayList<>();

    Map<String, SimulatedProject> projects() {
        return projects;
    }

    SimulatedProject project(String name) {
        return Optional.ofNullable(projects.get(name)).orElseThrow(() -> new Refusal(404, "Project not found"));
    }

    void add(SimulatedProject project) {
        projects.put(project.name(), project);
    }

    /** Removes a project with the profile that it was made with. */
    void removeProject(String name) {
        projects.remove(name);
        profiles.remove(name);
        images.remove(name);
    }

    /** The project that really holds a thing: the project itself, or the default one where it lacks the feature. */
    String owner(String project, String feature) {
        SimulatedProject found = projects.get(project);
        return found != null && found.has(feature) ? project : "default";
    }

    Map<String, SimulatedProfile> profiles(String project) {
        return profiles.computeIfAbsent(owner(project, "profiles"), owner -> new TreeMap<>());
    }

    /** To be used for a new project, whose features may not matter yet. */
    void addProfile(String project, SimulatedProfile profile) {
        profiles.computeIfAbsent(project, owner -> new TreeMap<>()).put(profile.name(), profile);
    }

    List<SimulatedImage> images(String project) {
        return images.computeIfAbsent(owner(project, "images"), owner -> new ArrayList<>());
    }

    List<String> networks() {
        return networks;
    }

    List<String> pools() {
        return pools;
    }

    /** Paths that are not there on the host; every other one is. */
    List<String> missingPaths() {
        return missingPaths;
    }

    Optional<SimulatedInstance> instance(String project, String name) {
        return Optional.ofNullable(instances.getOrDefault(project, Map.of()).get(name));
    }

    Collection<SimulatedInstance> instances(String project) {
        return List.copyOf(instances.getOrDefault(project, Map.of()).values());
    }

    /** All, by project and name. */
    List<SimulatedInstance> instances() {
        return instances.values().stream()
                .flatMap(named -> named.values().stream())
                .toList();
    }

    void add(SimulatedInstance instance) {
        instances
                .computeIfAbsent(instance.project(), project -> new TreeMap<>())
                .put(instance.name(), instance);
    }

    void remove(SimulatedInstance instance) {
        Map<String, SimulatedInstance> named = instances.getOrDefault(instance.project(), Map.of());
        named.remove(instance.name(), instance);
    }
}
