package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.simulated.Latency.Kind;
import dev.incusoperator.simulated.SimulatedInstance.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code PUT /1.0/instances/NAME/state}: start, stop, restart, freeze, unfreeze. */
final class Power {
    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "start", "Starting instance",
            "stop", "Stopping instance",
            "restart", "Restarting instance",
            "freeze", "Freezing instance",
            "unfreeze", "Unfreezing instance");

    private final Instances instances;
    private final Store store;
    private final Operations operations;
    private final EventHub events;
    private final Scheduler scheduler;
    private final Dialect dialect;
    private final Latency latency;
    private final Volatile volatileKeys;

    Power(Daemon.Parts parts, Instances instances, Volatile volatileKeys) {
        this.instances = instances;
        this.store = parts.store();
        this.operations = parts.operations();
        this.events = parts.events();
        this.scheduler = parts.scheduler();
        this.dialect = parts.dialect();
        this.latency = parts.settings().latency();
        this.volatileKeys = volatileKeys;
    }

    void register(Router router) {
        router.on("PUT", "/1.0/instances/{name}/state", this::change);
    }

    private record Change(SimulatedInstance instance, String action, boolean force, Duration timeout, Caller caller) {}

    private Answer change(Call call) {
        ObjectNode body = Json.parse(call.body());
        SimulatedInstance instance = instances.find(call);
        String action = Json.text(body, "action");
        String description = DESCRIPTIONS.get(action);
        if (description == null) {
            throw new Refusal(400, "Unknown action: '" + action + "'");
        }
        long seconds = body.path("timeout").asLong(0);
        Duration timeout = seconds > 0 ? Duration.ofSeconds(seconds) : CommandResult.NEVER;
        Change change = new Change(instance, action, body.path("force").asBoolean(), timeout, call.caller());
        SimulatedOperation operation = operations.begin(
                description, instance.project(), dialect.resources(instance, description), begun -> run(begun, change));
        return Answer.async(operation);
    }

    private void run(SimulatedOperation operation, Change change) {
        SimulatedInstance instance = change.instance();
        switch (change.action()) {
            case "start" -> start(operation, instance, change.caller());
            case "stop" -> stop(operation, change);
            case "restart" -> restart(operation, change);
            case "freeze" -> freeze(operation, change);
            default -> unfreeze(operation, change);
        }
    }

    /** Starts it as the end of an operation of any kind. */
    void start(SimulatedOperation operation, SimulatedInstance instance, Caller caller) {
        if (instance.active()) {
            throw new Refusal(500, "The instance is already running");
        }
        if (instance.busy().equals("start")) {
            instance.whenFree(() -> operations.succeed(operation));
            return;
        }
        instance.requireFree("start");
        boolean remaps = volatileKeys.remaps(instance);
        if (remaps) {
            operations.progress(operation, Json.object().put("container_progress", "Remapping container filesystem"));
        }
        if (!instance.whole()) {
            throw new Refusal(500, dialect.words().rootMissing(instance.name()));
        }
        if (instance.empty() && !instance.virtualMachine()) {
            throw new Refusal(500, dialect.words().emptyCannotStart(instance.name()));
        }
        instance.busy("start");
        operations.later(operation, latency.of(Kind.START), () -> {
            instance.free();
            begin(instance);
            if (remaps) {
                operations.progress(operation, Json.object().put("container_progress", ""));
            }
            events.lifecycle(Lifecycle.by(caller, "instance-started"), instance);
            operations.succeed(operation);
        });
    }

    /** It runs from now on; its address and its agent come later. */
    void begin(SimulatedInstance instance) {
        volatileKeys.atStart(instance);
        instance.started(scheduler.now());
        int start = instance.starts();
        scheduler.after(
                latency.of(Kind.ADDRESS),
                () -> instance.guest()
                        .addressed(instance.active() && instance.starts() == start
                                || instance.guest().addressed()));
        if (instance.virtualMachine()) {
            scheduler.after(
                    latency.of(Kind.AGENT),
                    () -> instance.guest()
                            .agentReady(instance.active() && instance.starts() == start
                                    || instance.guest().agentReady()));
        }
    }

    private void stop(SimulatedOperation operation, Change change) {
        SimulatedInstance instance = change.instance();
        requireActive(instance);
        boolean stopping = Set.of("stop", "restart").contains(instance.busy());
        if (!stopping) {
            instance.requireFree("stop");
        } else if (!change.force()) {
            endsWithTheOther(operation, instance);
            return;
        }
        boolean deaf =
                instance.guest().ignoresShutdown() || instance.status() == Status.FROZEN && !dialect.shutsDownFrozen();
        instance.busy("stop");
        if (!change.force() && deaf) {
            waitInVain(operation, change);
            return;
        }
        operations.later(operation, latency.of(Kind.STOP), () -> stopNow(operation, change));
    }

    private void stopNow(SimulatedOperation operation, Change change) {
        SimulatedInstance instance = change.instance();
        if (instance.active()) {
            end(instance);
            if (instance.definition().ephemeral()) {
                store.remove(instance);
                events.lifecycle(Lifecycle.by(change.caller(), "instance-deleted"), instance);
            }
        }
        String action = change.force() ? "instance-stopped" : "instance-shutdown";
        events.lifecycle(Lifecycle.by(change.caller(), action), instance);
        operations.succeed(operation);
    }

    /** A graceful stop is under way already: this operation ends as that one does. */
    private void endsWithTheOther(SimulatedOperation operation, SimulatedInstance instance) {
        instance.whenFree(() -> {
            if (instance.active()) {
                operations.fail(
                        operation,
                        500,
                        dialect.words().shutdownFailed(instance.status().text()));
            } else {
                operations.succeed(operation);
            }
        });
    }

    private static void requireActive(SimulatedInstance instance) {
        if (!instance.active()) {
            throw new Refusal(400, "The instance is already stopped");
        }
    }

    /** The guest does not listen: it fails when the time is over, unless somebody forces the instance to stop before. */
    private void waitInVain(SimulatedOperation operation, Change change) {
        SimulatedInstance instance = change.instance();
        instance.status(Status.RUNNING);
        instance.whenFree(() -> {
            if (!instance.active() && operations.runs(operation)) {
                events.lifecycle(Lifecycle.by(change.caller(), "instance-shutdown"), instance);
                operations.succeed(operation);
            }
        });
        operations.later(operation, change.timeout(), () -> {
            instance.free();
            throw new Refusal(
                    500, dialect.words().shutdownFailed(instance.status().text()));
        });
    }

    /** It does not run any more; whatever ran in it is killed, and what was kept in memory is gone. */
    void end(SimulatedInstance instance) {
        volatileKeys.atStop(instance);
        instance.stopped();
        Guest guest = instance.guest();
        guest.addressed(false);
        guest.agentReady(false);
        guest.files().keySet().removeIf(path -> path.startsWith("/run/"));
        List.copyOf(guest.processes().values())
                .forEach(process -> process.kill().accept(9));
        instance.free();
    }

    private void restart(SimulatedOperation operation, Change change) {
        SimulatedInstance instance = change.instance();
        requireActive(instance);
        instance.requireFree("restart");
        if (!change.force() && instance.guest().ignoresShutdown()) {
            instance.busy("restart");
            waitInVain(operation, change);
            return;
        }
        instance.busy("restart");
        Duration takes = latency.of(Kind.STOP).plus(latency.of(Kind.START));
        operations.later(operation, takes, () -> {
            instance.free();
            end(instance);
            begin(instance);
            events.lifecycle(Lifecycle.by(change.caller(), "instance-restarted"), instance);
            operations.succeed(operation);
        });
    }

    private void freeze(SimulatedOperation operation, Change change) {
        SimulatedInstance instance = change.instance();
        switch (instance.status()) {
            case RUNNING -> turn(operation, change, Status.FROZEN, "instance-paused");
            case FROZEN -> throw new Refusal(500, "The container is already frozen");
            default -> throw new Refusal(500, dialect.words().freezeStopped());
        }
    }

    private void unfreeze(SimulatedOperation operation, Change change) {
        SimulatedInstance instance = change.instance();
        switch (instance.status()) {
            case FROZEN -> turn(operation, change, Status.RUNNING, "instance-resumed");
            case RUNNING -> throw new Refusal(500, "The container is already running");
            default -> throw new Refusal(500, "The container isn't running");
        }
    }

    private void turn(SimulatedOperation operation, Change change, Status status, String action) {
        operations.later(operation, latency.of(Kind.FREEZE), () -> {
            change.instance().status(status);
            events.lifecycle(Lifecycle.by(change.caller(), action), change.instance());
            operations.succeed(operation);
        });
    }
}
