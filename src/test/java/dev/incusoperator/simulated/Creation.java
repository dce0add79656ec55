package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.simulated.Latency.Kind;
import dev.incusoperator.simulated.SimulatedInstance.Definition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code POST /1.0/instances}. As with the real daemon the instance is there, stopped, as soon as its operation runs, long
 * before its image is unpacked.
 */
final class Creation {
    private static final String DESCRIPTION = "Creating instance";
    private static final String RECORD = "Failed creating instance record: ";

    private final Store store;
    private final Sources sources;
    private final ConfigRules rules;
    private final Expansion expansion;
    private final Volatile volatileKeys;
    private final Operations operations;
    private final EventHub events;
    private final Scheduler scheduler;
    private final Dialect dialect;
    private final Power power;
    private final Settings settings;
    private final Faults faults;

    Creation(
            Daemon.Parts parts,
            Sources sources,
            ConfigRules rules,
            Expansion expansion,
            Volatile volatileKeys,
            Power power) {
        this.store = parts.store();
        this.sources = sources;
        this.rules = rules;
        this.expansion = expansion;
        this.volatileKeys = volatileKeys;
        this.operations = parts.operations();
        this.events = parts.events();
        this.scheduler = parts.scheduler();
        this.dialect = parts.dialect();
        this.settings = parts.settings();
        this.faults = parts.faults();
        this.power = power;
    }

    void register(Router router) {
        router.on("POST", "/1.0/instances", this::create);
    }

    private Answer create(Call call) {
        CreationRequest request = CreationRequest.parse(call, dialect);
        if (!store.projects().containsKey(call.project())) {
            throw new Refusal(404, "Failed loading project: Project not found");
        }
        request.profiles().ifPresent(names -> names.forEach(name -> requireProfile(call.project(), name)));
        Source source = sources.find(call.project(), request.source());
        String target = target(call);
        SimulatedInstance instance = instance(call.project(), request, source, target);
        SimulatedOperation operation = operations.begin(
                DESCRIPTION,
                call.project(),
                sources.resources(instance, source, DESCRIPTION),
                begun -> record(begun, new Making(instance, source, request, call.caller())));
        return Answer.async(operation);
    }

    private record Making(SimulatedInstance instance, Source source, CreationRequest request, Caller caller) {}

    private void requireProfile(String project, String name) {
        if (!store.profiles(project).containsKey(name)) {
            throw new Refusal(500, "Requested profile \"" + name + "\" doesn't exist");
        }
    }

    private String target(Call call) {
        String target = call.query().getOrDefault("target", "");
        if (settings.members().isEmpty() && !target.isEmpty()) {
            throw new Refusal(400, "Target only allowed when clustered");
        }
        if (settings.members().isEmpty()) {
            return "none";
        }
        if (target.isEmpty() || target.startsWith("@")) {
            return settings.members().get(0);
        }
        if (!settings.members().contains(target)) {
            throw new Refusal(404, "Cluster member not found");
        }
        return target;
    }

    private SimulatedInstance instance(String project, CreationRequest request, Source source, String location) {
        Definition from = source.definition();
        Map<String, String> config = new TreeMap<>(from.config());
        request.config().forEach((key, value) -> {
            if (!key.startsWith("image.")) {
                config.put(key, value);
            }
        });
        Map<String, Map<String, String>> devices = new TreeMap<>(from.devices());
        devices.putAll(request.devices());
        List<String> profiles = request.profiles().orElse(from.profiles());
        Definition definition =
                new Definition("x86_64", request.description(), request.ephemeral(), profiles, config, devices);
        boolean empty = source instanceof Source.Nothing;
        return new SimulatedInstance(
                project, request.name(), request.type(), empty, location, definition, scheduler.now());
    }

    private void record(SimulatedOperation operation, Making making) {
        making.source().refuse(making.instance());
        SimulatedInstance instance = making.instance();
        check(instance);
        if (store.instance(instance.project(), instance.name()).isPresent()) {
            throw new Refusal(
                    500,
                    RECORD + "Add instance info to the database: "
                            + dialect.words().alreadyExists("instances", "instances.project_id, instances.name"));
        }
        if (faults.diskFull()) {
            throw new Refusal(500, "Failed creating instance from image: write: no space left on device");
        }
        volatileKeys.atCreation(instance, making.source());
        store.add(instance);
        instance.busy("create");
        events.lifecycle(created(making), instance);
        Runnable resume =
                making.source() instanceof Source.Copy copy && copy.snapshot().isEmpty()
                        ? copy.from().heldStill(action -> events.lifecycle(Lifecycle.of(action), copy.from()))
                        : () -> {};
        Duration whole = settings.latency().of(Kind.CREATE);
        int steps = making.source() instanceof Source.Image ? settings.progressMessages() : 0;
        Duration part = whole.dividedBy(steps + 1L);
        for (int step = 1; step <= steps; step++) {
            int percent = 100 * step / steps;
            operations.later(operation, part.multipliedBy(step), () -> unpack(operation, percent));
        }
        operations.later(operation, whole, () -> {
            resume.run();
            finish(operation, making);
        });
    }

    private void check(SimulatedInstance instance) {
        if (instance.virtualMachine() && !settings.virtualMachines()) {
            throw new Refusal(
                    500,
                    RECORD
                            + "Instance type \"virtual-machine\" is not supported on this server: vhost_vsock kernel module not loaded");
        }
        Definition definition = instance.definition();
        try {
            rules.checkConfig(definition.config());
            rules.checkDeviceTypes(definition.devices());
        } catch (Refusal refusal) {
            throw new Refusal(refusal.code(), RECORD + refusal.text());
        }
        try {
            rules.checkDevices(
                    instance.project(), expansion.devices(instance.project(), definition), "Failed getting root disk");
        } catch (Refusal refusal) {
            throw new Refusal(
                    refusal.code(),
                    RECORD + "Failed " + dialect.words().initializing() + " instance: " + refusal.text());
        }
    }

    private Lifecycle created(Making making) {
        ObjectNode context = Json.object();
        if (dialect.namesInstanceInEvents()) {
            context.put("location", making.instance().location());
        }
        context.put("storage-pool", "default").put("type", making.instance().type());
        return Lifecycle.by(making.caller(), "instance-created").with(context);
    }

    private void unpack(SimulatedOperation operation, int percent) {
        ObjectNode metadata = Json.object()
                .put(
                        "create_instance_from_image_unpack_progress",
                        dialect.words().unpacking() + ": " + percent + "% (25.00MB/s)");
        metadata.putObject("progress")
                .put("percent", String.valueOf(percent))
                .put("speed", "25000000")
                .put("stage", "create_instance_from_image_unpack");
        operations.progress(operation, metadata);
    }

    private void finish(SimulatedOperation operation, Making making) {
        volatileKeys.atEndOfCreation(making.instance(), making.source());
        if (making.source() instanceof Source.Image from) {
            // as of an OCI image: what it says is read when it has been unpacked, and what is there already stays
            Set<String> there = expansion
                    .config(making.instance().project(), making.instance().definition())
                    .keySet();
            from.image().brings().forEach((key, value) -> {
                if (!there.contains(key)) {
                    making.instance().config(key, value);
                }
            });
        }
        making.instance().free();
        if (making.request().start() && dialect.startsAtCreation()) {
            power.start(operation, making.instance(), making.caller());
        } else {
            operations.succeed(operation);
        }
    }
}
