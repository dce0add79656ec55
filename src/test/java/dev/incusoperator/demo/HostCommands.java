package dev.incusoperator.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.StateChange.Action;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the host's admin does behind the operator's back: each is printed as the incus (or lxc) command that it stands for. */
final class HostCommands {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Stage stage;

    HostCommands(Stage stage) {
        this.stage = stage;
    }

    private IncusClient client() {
        return stage.daemon().client();
    }

    private void type(String command) {
        stage.progress().plain((stage.daemon().product() == Product.INCUS ? "$ incus " : "$ lxc ") + command);
    }

    private static InstanceRef ref(String name) {
        return new InstanceRef("default", name);
    }

    Optional<Instance> find(String name) {
        return stage.daemon().find(name);
    }

    /** @throws IllegalStateException where there is none */
    Instance get(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("the host has no instance " + name));
    }

    /** A container of the test image, that runs. */
    void launch(String name, String key, String value) {
        type("launch busybox " + name + " -c " + key + "=" + value);
        ObjectNode definition =
                JsonNodeFactory.instance.objectNode().put("name", name).put("type", "container");
        definition.withObject("/source").put("type", "image").put("alias", "busybox");
        definition.withObject("/config").put(key, value);
        done(client().instances().create("default", null, definition));
        done(client().instances().changeState(ref(name), new StateChange(Action.START, false, PATIENCE)));
    }

    void stop(String name) {
        type("stop --force " + name);
        stopQuietly(name);
    }

    private void stopQuietly(String name) {
        done(client().instances().changeState(ref(name), new StateChange(Action.STOP, true, PATIENCE)));
    }

    void setConfig(String name, String key, String value) {
        type("config set " + name + " " + key + "=" + value);
        client().request(ApiRequest.patch("instances", name)
                .project("default")
                .json(Map.of("config", Map.of(key, value))));
    }

    /** Whether the command ends with 0. */
    boolean exec(String name, String script) {
        type("exec " + name + " -- sh -c '" + script + "'");
        ApiResponse ended = done(client().instances()
                .exec(ref(name), new ExecCommand(List.of("sh", "-c", script), Map.of(), null, null, null, false)));
        return Operation.from(ended.metadata()).returnCode().orElse(-1) == 0;
    }

    /** By force, if it is there: what is left at the end. */
    void remove(String name) {
        find(name).ifPresent(there -> {
            type("delete --force " + name);
            try {
                if (!there.status().equals("Stopped")) {
                    stopQuietly(name);
                }
                done(client().instances().delete(ref(name)));
            } catch (IncusException e) {
                stage.progress().plain("  it stays there: " + e.getMessage());
            }
        });
    }

    private ApiResponse done(ApiResponse answer) {
        return client().pollApi(answer, PATIENCE);
    }
}
