package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.simulated.Latency.Kind;
import java.util.Map;
import java.util.TreeMap;

/** {@code POST /1.0/instances/NAME/rebuild}: a new root file system; nothing is told by a lifecycle event. */
final class Rebuild {
    private static final String DESCRIPTION = "Rebuilding instance";

    private final Daemon.Parts parts;
    private final Instances instances;
    private final Sources sources;

    Rebuild(Daemon.Parts parts, Instances instances, Sources sources) {
        this.parts = parts;
        this.instances = instances;
        this.sources = sources;
    }

    void register(Router router) {
        router.on("POST", "/1.0/instances/{name}/rebuild", this::rebuild);
    }

    private Answer rebuild(Call call) {
        SimulatedInstance instance = instances.find(call);
        if (instance.active()) {
            throw new Refusal(400, "Instance must be stopped to be rebuilt");
        }
        ObjectNode body = Json.parse(call.body());
        Source source = sources.find(instance.project(), body.path("source"));
        return Answer.async(parts.operations()
                .begin(
                        DESCRIPTION,
                        instance.project(),
                        parts.dialect().resources(instance, DESCRIPTION),
                        begun -> parts.operations()
                                .later(begun, parts.settings().latency().of(Kind.CREATE), () -> {
                                    renew(instance, source);
                                    parts.operations().succeed(begun);
                                })));
    }

    private static void renew(SimulatedInstance instance, Source source) {
        if (source instanceof Source.Missing) {
            throw new Refusal(500, "Image not provided for instance rebuild");
        }
        source.refuse(instance);
        instance.requireFree("rebuild");
        if (!instance.snapshots().isEmpty()) {
            String kind = source instanceof Source.Nothing ? "as an empty instance" : "instance from image";
            throw new Refusal(
                    500, "Failed rebuilding " + kind + ": Cannot remove an instance volume that has snapshots");
        }
        Map<String, String> image = new TreeMap<>(source.definition().config());
        instance.definition().config().keySet().stream()
                .filter(key -> key.startsWith("image.") || key.equals("volatile.base_image"))
                .toList()
                .forEach(instance::dropConfig);
        image.forEach(instance::config);
        if (source instanceof Source.Image from) {
            instance.config("volatile.base_image", from.image().fingerprint());
        }
        instance.config("volatile.apply_template", "create");
        instance.unpacked();
        instance.guest().files().clear();
    }
}
