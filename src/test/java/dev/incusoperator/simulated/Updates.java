package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.simulated.Latency.Kind;
import dev.incusoperator.simulated.SimulatedInstance.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code PUT}, {@code PATCH} and {@code POST} (rename) of one instance. */
final class Updates {
    private static final String UPDATING = "Updating instance";
    private static final String RENAMING = "Renaming instance";

    private final Daemon.Parts parts;
    private final Instances instances;
    private final InstanceRendering rendering;
    private final ConfigRules rules;
    private final Expansion expansion;
    private final Volatile volatileKeys;

    Updates(
            Daemon.Parts parts,
            Instances instances,
            InstanceRendering rendering,
            ConfigRules rules,
            Expansion expansion,
            Volatile volatileKeys) {
        this.parts = parts;
        this.instances = instances;
        this.rendering = rendering;
        this.rules = rules;
        this.expansion = expansion;
        this.volatileKeys = volatileKeys;
    }

    void register(Router router) {
        router.on("PUT", "/1.0/instances/{name}", this::replace);
        router.on("PATCH", "/1.0/instances/{name}", this::patch);
        router.on("POST", "/1.0/instances/{name}", this::rename);
    }

    private Answer replace(Call call) {
        SimulatedInstance instance = instances.find(call);
        checkEtag(call, instance);
        ObjectNode body = Json.parse(call.body());
        if (body.has("restore")) {
            return restore(call, instance, Json.text(body, "restore"));
        }
        Definition next = definition(instance, body);
        requireProfiles(instance.project(), next.profiles());
        SimulatedOperation operation = begin(UPDATING, instance, begun -> {
            apply(instance, next);
            parts.events().lifecycle(Lifecycle.by(call.caller(), "instance-updated"), instance);
            parts.operations().succeed(begun);
        });
        return Answer.async(operation);
    }

    private SimulatedOperation begin(
            String description, SimulatedInstance instance, java.util.function.Consumer<SimulatedOperation> work) {
        return parts.operations()
                .begin(
                        description,
                        instance.project(),
                        parts.dialect().resources(instance, description),
                        begun -> parts.operations()
                                .later(begun, parts.settings().latency().of(Kind.UPDATE), () -> work.accept(begun)));
    }

    private Answer restore(Call call, SimulatedInstance instance, String name) {
        SimulatedInstance.Snapshot snapshot = instance.snapshots().get(name);
        if (snapshot == null) {
            throw new Refusal(404, "Instance snapshot not found");
        }
        return Answer.async(begin("Restoring snapshot", instance, begun -> {
            instance.define(snapshot.definition());
            parts.events().lifecycle(Lifecycle.by(call.caller(), "instance-restored"), instance);
            parts.operations().succeed(begun);
        }));
    }

    private void checkEtag(Call call, SimulatedInstance instance) {
        String expected = call.header("If-Match").orElse("").replace("\"", "");
        String actual = rendering.etag(instance);
        if (!expected.isEmpty() && !expected.equals(actual)) {
            throw new Refusal(412, "ETag doesn't match: " + actual + " vs " + expected);
        }
    }

    private static Definition definition(SimulatedInstance instance, ObjectNode body) {
        return new Definition(
                Json.text(body, "architecture").isEmpty()
                        ? instance.definition().architecture()
                        : Json.text(body, "architecture"),
                Json.text(body, "description"),
                body.path("ephemeral").asBoolean(),
                body.path("profiles").isArray() ? profiles(body.path("profiles")) : Source.DEFAULT_PROFILES,
                Json.config(body.path("config"), "InstancePut.config"),
                Json.deviceMap(body.path("devices"), "InstancePut.devices"));
    }

    private static List<String> profiles(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.forEach(name -> names.add(name.asText()));
        return names;
    }

    private void requireProfiles(String project, List<String> names) {
        if (!parts.store().profiles(project).keySet().containsAll(names)) {
            throw new Refusal(404, "Profile not found");
        }
    }

    private void apply(SimulatedInstance instance, Definition next) {
        instance.requireFree("update");
        Map<String, String> before = instance.definition().config();
        try {
            rules.checkConfig(next.config());
        } catch (Refusal refusal) {
            throw new Refusal(refusal.code(), "Invalid config: " + refusal.text());
        }
        rules.checkDeviceTypes(next.devices());
        String noRoot = parts.dialect().mayLoseRoot() ? "" : "Invalid root disk device";
        rules.checkDevices(instance.project(), expansion.devices(instance.project(), next), noRoot);
        rules.checkLive(instance, next);
        Set<String> keys = next.config().keySet();
        if (before.keySet().stream().anyMatch(key -> Volatile.ofIdmap(key) && !keys.contains(key))) {
            throw new Refusal(500, "Volatile idmap keys can't be deleted by the user");
        }
        instance.define(next);
        volatileKeys.atUpdate(instance, before);
    }

    /** Merges config and devices; a description that is not sent is emptied, as the daemon does. */
    private Answer patch(Call call) {
        SimulatedInstance instance = instances.find(call);
        checkEtag(call, instance);
        ObjectNode body = Json.parse(call.body());
        Definition old = instance.definition();
        Map<String, String> config = new TreeMap<>(old.config());
        config.putAll(Json.config(body.path("config"), "InstancePut.config"));
        Map<String, Map<String, String>> devices = new TreeMap<>(old.devices());
        devices.putAll(Json.deviceMap(body.path("devices"), "InstancePut.devices"));
        Definition next = new Definition(
                body.path("architecture").asText(old.architecture()),
                Json.text(body, "description"),
                body.path("ephemeral").asBoolean(old.ephemeral()),
                body.path("profiles").isArray() ? profiles(body.path("profiles")) : old.profiles(),
                config,
                devices);
        requireProfiles(instance.project(), next.profiles());
        apply(instance, next);
        parts.events().lifecycle(Lifecycle.of("instance-updated"), instance);
        return Answer.done();
    }

    private Answer rename(Call call) {
        SimulatedInstance instance = instances.find(call);
        String old = instance.name();
        String name = Json.text(Json.parse(call.body()), "name");
        Names.check(name, parts.dialect().leadingDigitAllowed());
        if (parts.store().instance(instance.project(), name).isPresent()) {
            throw new Refusal(409, "Name \"" + name + "\" already in use");
        }
        return Answer.async(begin(RENAMING, instance, begun -> {
            if (instance.active()) {
                throw new Refusal(500, parts.dialect().words().renamesRunning());
            }
            parts.store().remove(instance);
            instance.rename(name);
            parts.store().add(instance);
            ObjectNode context = Json.object().put("old_name", old);
            parts.events()
                    .lifecycle(Lifecycle.by(call.caller(), "instance-renamed").with(context), instance);
            parts.operations().succeed(begun);
        }));
    }
}
