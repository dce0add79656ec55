package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code /1.0/profiles}. */
final class ProfileRoutes {
    private final Daemon.Parts parts;
    private final ConfigRules rules;

    ProfileRoutes(Daemon.Parts parts, ConfigRules rules) {
        this.parts = parts;
        this.rules = rules;
    }

    void register(Router router) {
        router.on("GET", "/1.0/profiles", this::list);
        router.on("POST", "/1.0/profiles", this::create);
        router.on("GET", "/1.0/profiles/{profile}", this::get);
        router.on("PUT", "/1.0/profiles/{profile}", call -> update(call, true));
        router.on("PATCH", "/1.0/profiles/{profile}", call -> update(call, false));
        router.on("DELETE", "/1.0/profiles/{profile}", this::delete);
    }

    private Map<String, SimulatedProfile> profiles(String project) {
        if (!parts.store().projects().containsKey(project)) {
            throw new Refusal(404, "Failed loading project \"" + project + "\": Project not found");
        }
        return parts.store().profiles(project);
    }

    private SimulatedProfile find(Call call) {
        SimulatedProfile profile = profiles(call.project()).get(call.value("profile"));
        if (profile == null) {
            throw new Refusal(404, "Fetch profile: Profile not found");
        }
        return profile;
    }

    private Answer list(Call call) {
        ArrayNode listed = Json.array();
        if (call.allProjects()) {
            parts.store().projects().values().stream()
                    .filter(project -> project.has("profiles"))
                    .forEach(project -> list(listed, project.name(), call.recursion()));
        } else {
            profiles(call.project());
            list(listed, call.project(), call.recursion());
        }
        return Answer.sync(listed);
    }

    private void list(ArrayNode listed, String project, int recursion) {
        for (SimulatedProfile profile : parts.store().profiles(project).values()) {
            if (recursion > 0) {
                listed.add(json(project, profile));
            } else {
                listed.add(url(project, profile.name()));
            }
        }
    }

    private String url(String project, String name) {
        return Urls.inProject("/1.0/profiles/" + name, parts.store().owner(project, "profiles"));
    }

    private Answer get(Call call) {
        SimulatedProfile profile = find(call);
        return Answer.sync(json(call.project(), profile)).withEtag(InstanceRendering.hash(profile.toString()));
    }

    private ObjectNode json(String project, SimulatedProfile profile) {
        String owner = parts.store().owner(project, "profiles");
        ObjectNode json = Json.object();
        json.set("config", Json.of(profile.config()));
        json.put("description", profile.description());
        json.set("devices", Json.devices(profile.devices()));
        json.put("name", profile.name());
        ArrayNode used = json.putArray("used_by");
        users(project, profile.name()).forEach(instance -> used.add(instance.url()));
        json.put("project", owner);
        parts.dialect().complete(InstanceRendering.Part.PROFILE, json);
        return json;
    }

    private Answer create(Call call) {
        ObjectNode body = Json.parse(call.body());
        String name = Json.text(body, "name");
        Map<String, SimulatedProfile> profiles = profiles(call.project());
        if (profiles.containsKey(name)) {
            throw new Refusal(500, "Error inserting \"" + name + "\" into database: The profile already exists");
        }
        SimulatedProfile profile = profile(name, body, new SimulatedProfile(name, "", Map.of(), Map.of()));
        check(call, profile, 400);
        profiles.put(name, profile);
        tell(call, "profile-created", name);
        return Answer.created("/1.0/profiles/" + name);
    }

    private List<SimulatedInstance> users(String project, String profile) {
        String owner = parts.store().owner(project, "profiles");
        return parts.store().instances().stream()
                .filter(instance ->
                        parts.store().owner(instance.project(), "profiles").equals(owner))
                .filter(instance -> instance.definition().profiles().contains(profile))
                .toList();
    }

    private static SimulatedProfile profile(String name, ObjectNode body, SimulatedProfile base) {
        Map<String, String> config = new TreeMap<>(base.config());
        config.putAll(Json.config(body.path("config"), "ProfilePut.config"));
        Map<String, Map<String, String>> devices = new TreeMap<>(base.devices());
        devices.putAll(Json.deviceMap(body.path("devices"), "ProfilePut.devices"));
        return new SimulatedProfile(name, body.path("description").asText(base.description()), config, devices);
    }

    private void check(Call call, SimulatedProfile profile, int code) {
        try {
            rules.checkProfile(call.project(), profile);
        } catch (Refusal refusal) {
            throw new Refusal(code, refusal.text());
        }
    }

    private Answer update(Call call, boolean whole) {
        SimulatedProfile old = find(call);
        String expected = call.header("If-Match").orElse("").replace("\"", "");
        String actual = InstanceRendering.hash(old.toString());
        if (!expected.isEmpty() && !expected.equals(actual)) {
            throw new Refusal(412, "ETag doesn't match: " + actual + " vs " + expected);
        }
        SimulatedProfile base = whole ? new SimulatedProfile(old.name(), "", Map.of(), Map.of()) : old;
        SimulatedProfile next = profile(old.name(), Json.parse(call.body()), base);
        check(call, next, 500);
        profiles(call.project()).put(old.name(), next);
        users(call.project(), old.name())
                .forEach(instance -> parts.events().lifecycle(Lifecycle.of("instance-updated"), instance));
        tell(call, "profile-updated", old.name());
        return Answer.done();
    }

    private Answer delete(Call call) {
        SimulatedProfile profile = find(call);
        if (profile.name().equals("default")) {
            throw new Refusal(403, "The \"default\" profile cannot be deleted");
        }
        if (!users(call.project(), profile.name()).isEmpty()) {
            throw new Refusal(500, "Profile is currently in use");
        }
        profiles(call.project()).remove(profile.name());
        tell(call, "profile-deleted", profile.name());
        return Answer.done();
    }

    private void tell(Call call, String action, String name) {
        String owner = parts.store().owner(call.project(), "profiles");
        parts.events().lifecycle(Lifecycle.by(call.caller(), action), url(call.project(), name), owner);
    }
}
