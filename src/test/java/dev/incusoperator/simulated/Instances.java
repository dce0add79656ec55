package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Reading and listing instances. */
final class Instances {
    private final Store store;
    private final Dialect dialect;
    private final InstanceRendering rendering;
    private final Faults faults;

    Instances(Store store, Dialect dialect, InstanceRendering rendering, Faults faults) {
        this.store = store;
        this.dialect = dialect;
        this.rendering = rendering;
        this.faults = faults;
    }

    void register(Router router) {
        router.on("GET", "/1.0/instances", this::list);
        router.on("GET", "/1.0/instances/{name}", this::get);
        router.on("GET", "/1.0/instances/{name}/state", call -> Answer.sync(rendering.state(find(call))));
    }

    /** The instance of a call's path and project, or the product's own refusal. */
    SimulatedInstance find(Call call) {
        String name = call.value("name");
        if (!store.projects().containsKey(call.project())) {
            throw dialect.instanceOfMissingProject(call.project(), name);
        }
        SimulatedInstance instance =
                store.instance(call.project(), name).orElseThrow(() -> dialect.instanceNotFound(call.project(), name));
        if (faults.dead(instance.location())) {
            throw new Refusal(
                    500,
                    "Failed getting peer address for instance: No members available: " + instance.location()
                            + " is offline");
        }
        return instance;
    }

    private Answer get(Call call) {
        SimulatedInstance instance = find(call);
        return Answer.sync(call.recursion() > 0 ? rendering.full(instance) : rendering.instance(instance))
                .withEtag(rendering.etag(instance));
    }

    private Answer list(Call call) {
        if (call.allProjects() && call.query().containsKey("project")) {
            throw new Refusal(400, "Cannot specify a project when requesting all projects");
        }
        Predicate<SimulatedInstance> filter = filter(call.query());
        ArrayNode listed = Json.array();
        List<SimulatedInstance> all =
                call.allProjects() ? store.instances() : List.copyOf(store.instances(call.project()));
        for (SimulatedInstance instance : all) {
            if (!call.caller().mayUse(instance.project()) || !filter.test(instance)) {
                continue;
            }
            switch (call.recursion()) {
                case 0 -> listed.add(instance.url());
                case 1 -> listed.add(rendering.instance(instance));
                default -> listed.add(rendering.full(instance));
            }
        }
        return Answer.sync(listed);
    }

    /** {@code name eq X} and {@code status eq X}, the commonest of the daemon's filters. */
    private static Predicate<SimulatedInstance> filter(Map<String, String> query) {
        String type = query.getOrDefault("instance-type", "");
        if (!type.isEmpty()) {
            return instance -> instance.type().equals(type);
        }
        String[] words = query.getOrDefault("filter", "").trim().split(" +");
        if (words.length != 3 || !words[1].equals("eq")) {
            return instance -> true;
        }
        return switch (words[0]) {
            case "name" -> instance -> instance.name().equals(words[2]);
            case "status" -> instance -> instance.status().text().equalsIgnoreCase(words[2]);
            case "type" -> instance -> instance.type().equals(words[2]);
            default -> instance -> true;
        };
    }
}
