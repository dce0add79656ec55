package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.incusoperator.simulated.Latency.Kind;
import dev.incusoperator.simulated.SimulatedInstance.Snapshot;

/** {@code /1.0/instances/NAME/snapshots}: made, listed, deleted. */
final class Snapshots {
    private final Daemon.Parts parts;
    private final Instances instances;
    private final InstanceRendering rendering;

    Snapshots(Daemon.Parts parts, Instances instances, InstanceRendering rendering) {
        this.parts = parts;
        this.instances = instances;
        this.rendering = rendering;
    }

    void register(Router router) {
        router.on("GET", "/1.0/instances/{name}/snapshots", this::list);
        router.on("POST", "/1.0/instances/{name}/snapshots", this::create);
        router.on("GET", "/1.0/instances/{name}/snapshots/{snapshot}", this::get);
        router.on("DELETE", "/1.0/instances/{name}/snapshots/{snapshot}", this::delete);
    }

    private static String path(SimulatedInstance instance, String snapshot) {
        return "/1.0/instances/" + instance.name() + "/snapshots/" + snapshot;
    }

    private Answer list(Call call) {
        boolean lenient = parts.dialect().listsSnapshotsOfMissing();
        if (lenient
                && parts.store().instance(call.project(), call.value("name")).isEmpty()) {
            return Answer.sync(Json.array());
        }
        SimulatedInstance instance = instances.find(call);
        ArrayNode listed = Json.array();
        for (Snapshot snapshot : instance.snapshots().values()) {
            if (call.recursion() > 0) {
                listed.add(rendering.snapshot(instance, snapshot));
            } else {
                listed.add(Urls.inProject(path(instance, snapshot.name()), instance.project()));
            }
        }
        return Answer.sync(listed);
    }

    private Answer get(Call call) {
        SimulatedInstance instance = instances.find(call);
        Snapshot snapshot = find(instance, call.value("snapshot"));
        return Answer.sync(rendering.snapshot(instance, snapshot))
                .withEtag(InstanceRendering.hash(snapshot.toString()));
    }

    private Snapshot find(SimulatedInstance instance, String name) {
        Snapshot snapshot = instance.snapshots().get(name);
        if (snapshot == null) {
            throw new Refusal(
                    404,
                    "Failed to fetch snapshot \"" + name + "\" of instance \"" + instance.name() + "\" in project \""
                            + instance.project() + "\": "
                            + parts.dialect().words().snapshotEntity() + " not found");
        }
        return snapshot;
    }

    private Answer create(Call call) {
        SimulatedInstance instance = instances.find(call);
        String name = Json.text(Json.parse(call.body()), "name");
        String description = "Snapshotting instance";
        return Answer.async(parts.operations()
                .begin(
                        description,
                        instance.project(),
                        parts.dialect().snapshotResources(instance, name, false),
                        begun -> {
                            if (instance.snapshots().containsKey(name)) {
                                throw new Refusal(
                                        500,
                                        "Failed creating instance snapshot record \"" + name
                                                + "\": Add snapshot info to the database: "
                                                + parts.dialect()
                                                        .words()
                                                        .alreadyExists(
                                                                "instances_snapshots",
                                                                "instances_snapshots.instance_id, instances_snapshots.name"));
                            }
                            take(call, instance, name, begun);
                        }));
    }

    private static SimulatedInstance.Definition copy(SimulatedInstance instance) {
        return instance.definition().withConfig(instance.definition().config());
    }

    private Answer delete(Call call) {
        SimulatedInstance instance = instances.find(call);
        Snapshot snapshot = find(instance, call.value("snapshot"));
        String description = "Deleting snapshot";
        return Answer.async(parts.operations()
                .begin(
                        description,
                        instance.project(),
                        parts.dialect().snapshotResources(instance, snapshot.name(), true),
                        begun -> parts.operations()
                                .later(begun, parts.settings().latency().of(Kind.SNAPSHOT), () -> {
                                    instance.snapshots().remove(snapshot.name());
                                    tell(call, "instance-snapshot-deleted", instance, snapshot.name());
                                    parts.operations().succeed(begun);
                                })));
    }

    /** A container that runs is frozen for as long as that takes, as on a pool that copies file by file. */
    private void take(Call call, SimulatedInstance instance, String name, SimulatedOperation begun) {
        instance.snapshots()
                .put(name, new Snapshot(name, copy(instance), parts.scheduler().now()));
        tell(call, "instance-snapshot-created", instance, name);
        Runnable resume =
                instance.heldStill(action -> parts.events().lifecycle(Lifecycle.by(call.caller(), action), instance));
        parts.operations().later(begun, parts.settings().latency().of(Kind.SNAPSHOT), () -> {
            resume.run();
            parts.operations().succeed(begun);
        });
    }

    private void tell(Call call, String action, SimulatedInstance instance, String snapshot) {
        parts.events()
                .lifecycle(
                        Lifecycle.by(call.caller(), action),
                        Urls.inProject(path(instance, snapshot), instance.project()),
                        instance.project());
    }
}
