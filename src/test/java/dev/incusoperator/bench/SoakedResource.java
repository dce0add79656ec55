package dev.incusoperator.bench;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.simulated.InstanceView;
import dev.incusoperator.simulated.SimulatedHost;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** One resource of the soak as it is declared at the moment, and whether the world is so. */
final class SoakedResource {
    private static final Set<ExecState> ENDED = Set.of(ExecState.SUCCEEDED, ExecState.FAILED);

    private final String name;
    private final String hostName;
    private final SimulatedHost host;
    private boolean declared;
    private boolean running = true;
    private String colour = "green";
    private int commands;

    SoakedResource(String name, String hostName, SimulatedHost host) {
        this.name = name;
        this.hostName = hostName;
        this.host = host;
    }

    String name() {
        return name;
    }

    SimulatedHost host() {
        return host;
    }

    boolean isDeclared() {
        return declared;
    }

    int commands() {
        return commands;
    }

    /** As new: running, with one command. */
    void declare() {
        declared = true;
        running = true;
        commands = 1;
    }

    void withdraw() {
        declared = false;
    }

    void colour(String other) {
        colour = other;
    }

    void switchPower() {
        running = !running;
    }

    void addCommand() {
        commands++;
    }

    /** To be applied: what it declares, whole. */
    GenericKubernetesResource manifest(String namespace) {
        StringJoiner entries = new StringJoiner(", ", "exec: [", "]\n");
        for (int i = 0; i < commands; i++) {
            // a command that the power is taken from fails, and that is nobody's fault
            entries.add("{name: c%d, command: [echo, %s], onUnknown: Rerun, onFailure: Continue}"
                    .formatted(i, Declaration.GREETING + i));
        }
        GenericKubernetesResource resource = Declaration.instance(
                namespace,
                name,
                hostName,
                "incusbr0",
                entries + "powerState: " + (running ? "Running" : "Stopped") + "\n");
        config(resource).put("user.colour", colour);
        return resource;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> config(GenericKubernetesResource resource) {
        return (Map<String, Object>) resource.get("spec", "config");
    }

    /** What is not as declared; empty where all is. */
    Optional<String> wrong(@Nullable IncusInstance seen) {
        Optional<InstanceView> there = host.instance(name);
        if (!declared) {
            return seen == null && there.isEmpty()
                    ? Optional.empty()
                    : Optional.of("is still there: " + (seen == null ? "on its host" : "as a resource"));
        }
        if (seen == null || there.isEmpty()) {
            return Optional.of("is missing " + (seen == null ? "as a resource" : "on its host"));
        }
        InstanceView instance = there.get();
        if (instance.running() != running) {
            return Optional.of("is " + instance.status() + (running ? ", not running" : ", not stopped"));
        }
        if (!colour.equals(instance.config().get("user.colour"))) {
            return Optional.of("is " + instance.config().get("user.colour") + ", not " + colour);
        }
        return running ? notReady(seen) : Optional.empty();
    }

    private Optional<String> notReady(IncusInstance seen) {
        if (!Readiness.isReady(seen)) {
            return Optional.of("is not Ready: " + seen.getStatus());
        }
        long ended = seen.getStatus().execOrEmpty().stream()
                .filter(each -> ENDED.contains(each.state()))
                .count();
        return ended == commands ? Optional.empty() : Optional.of("has run " + ended + " of " + commands + " commands");
    }
}
