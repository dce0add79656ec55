package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** {@code /1.0/projects}. */
final class ProjectRoutes {
    private final Daemon.Parts parts;

    ProjectRoutes(Daemon.Parts parts) {
        this.parts = parts;
    }

    void register(Router router) {
        router.on("GET", "/1.0/projects", this::list);
        router.on("POST", "/1.0/projects", this::create);
        router.on("GET", "/1.0/projects/{project}", this::get);
        router.on("DELETE", "/1.0/projects/{project}", this::delete);
    }

    private Answer list(Call call) {
        ArrayNode listed = Json.array();
        for (SimulatedProject project : parts.store().projects().values()) {
            if (!call.caller().mayUse(project.name())) {
                continue;
            }
            if (call.recursion() > 0) {
                listed.add(json(project));
            } else {
                listed.add("/1.0/projects/" + project.name());
            }
        }
        return Answer.sync(listed);
    }

    private Answer get(Call call) {
        String name = call.value("project");
        if (!call.caller().mayUse(name)) {
            throw parts.dialect().notPermitted(name, false);
        }
        SimulatedProject project = parts.store().project(name);
        return Answer.sync(json(project)).withEtag(InstanceRendering.hash(project.toString()));
    }

    private ObjectNode json(SimulatedProject project) {
        ObjectNode json = Json.object();
        json.set("config", Json.of(project.config()));
        json.put("description", project.description()).put("name", project.name());
        ArrayNode used = json.putArray("used_by");
        parts.store().instances(project.name()).forEach(instance -> used.add(instance.url()));
        if (project.has("images")) {
            parts.store()
                    .images(project.name())
                    .forEach(image -> used.add(Urls.inProject("/1.0/images/" + image.fingerprint(), project.name())));
        }
        if (project.has("networks")) {
            parts.store().networks().forEach(network -> used.add("/1.0/networks/" + network));
        }
        if (project.has("profiles")) {
            parts.store()
                    .profiles(project.name())
                    .keySet()
                    .forEach(profile -> used.add(Urls.inProject("/1.0/profiles/" + profile, project.name())));
        }
        return json;
    }

    private Answer create(Call call) {
        if (call.caller().restricted()) {
            throw parts.dialect().restricted();
        }
        ObjectNode body = Json.parse(call.body());
        String name = Json.text(body, "name");
        if (parts.store().projects().containsKey(name)) {
            throw parts.dialect().projectExists(name);
        }
        Map<String, String> config = new TreeMap<>(features());
        config.putAll(Json.strings(body.path("config"), "ProjectsPost.config"));
        add(new SimulatedProject(name, Json.text(body, "description"), config));
        tell(call, "project-created", name);
        return Answer.created("/1.0/projects/" + name);
    }

    /** A project that has profiles of its own begins with an empty default one. */
    void add(SimulatedProject project) {
        parts.store().add(project);
        if (project.has("profiles")) {
            String description =
                    "Default " + parts.dialect().words().title() + " profile for project " + project.name();
            parts.store().addProfile(project.name(), new SimulatedProfile("default", description, Map.of(), Map.of()));
        }
    }

    private Map<String, String> features() {
        Map<String, String> features = new TreeMap<>(
                Map.of("features.images", "true", "features.profiles", "true", "features.storage.volumes", "true"));
        if (parts.dialect().namesInstanceInEvents()) {
            features.put("features.storage.buckets", "true");
        }
        return features;
    }

    private Answer delete(Call call) {
        String name = call.value("project");
        if (call.caller().restricted()) {
            throw parts.dialect().restricted();
        }
        if (name.equals("default")) {
            throw new Refusal(403, "The 'default' project cannot be deleted");
        }
        if (!parts.store().projects().containsKey(name)) {
            throw new Refusal(404, "Fetch project \"" + name + "\": Project not found");
        }
        if (!parts.store().instances(name).isEmpty()) {
            throw new Refusal(500, parts.dialect().words().projectNotEmpty());
        }
        parts.store().removeProject(name);
        tell(call, "project-deleted", name);
        return Answer.done();
    }

    private void tell(Call call, String action, String name) {
        parts.events().lifecycle(Lifecycle.by(call.caller(), action), "/1.0/projects/" + name, name);
    }
}
