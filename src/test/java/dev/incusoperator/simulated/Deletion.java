package dev.incusoperator.simulated;

import dev.incusoperator.simulated.Latency.Kind;
import java.util.Set;

/** {@code DELETE /1.0/instances/NAME}. */
final class Deletion {
    private static final String DESCRIPTION = "Deleting instance";
    private static final Set<String> TRUE = Set.of("true", "1", "yes", "on");

    private final Daemon.Parts parts;
    private final Instances instances;
    private final Expansion expansion;

    Deletion(Daemon.Parts parts, Instances instances, Expansion expansion) {
        this.parts = parts;
        this.instances = instances;
        this.expansion = expansion;
    }

    void register(Router router) {
        router.on("DELETE", "/1.0/instances/{name}", this::delete);
    }

    private Answer delete(Call call) {
        SimulatedInstance instance = instances.find(call);
        if (instance.active()) {
            throw new Refusal(400, "Instance is running");
        }
        SimulatedOperation operation = parts.operations()
                .begin(
                        DESCRIPTION,
                        instance.project(),
                        parts.dialect().resources(instance, DESCRIPTION),
                        begun -> run(begun, instance, call.caller()));
        return Answer.async(operation);
    }

    private void run(SimulatedOperation operation, SimulatedInstance instance, Caller caller) {
        if (TRUE.contains(expansion
                .config(instance.project(), instance.definition())
                .getOrDefault("security.protection.delete", ""))) {
            throw new Refusal(500, parts.dialect().words().protectedFromDeletion());
        }
        instance.requireFree("delete");
        parts.operations().later(operation, parts.settings().latency().of(Kind.DELETE), () -> {
            if (parts.store()
                    .instance(instance.project(), instance.name())
                    .filter(instance::equals)
                    .isEmpty()) {
                throw parts.dialect().instanceNotFound(instance.project(), instance.name());
            }
            parts.store().remove(instance);
            parts.events().lifecycle(Lifecycle.by(caller, "instance-deleted"), instance);
            parts.operations().succeed(operation);
        });
    }
}
