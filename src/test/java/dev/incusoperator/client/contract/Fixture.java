package dev.incusoperator.client.contract;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.StateChange.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Instances and projects of one test, with names of their own; all are removed at its end. */
public final class Fixture {
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private final IncusClient client;
    private final List<InstanceRef> instances = new ArrayList<>();
    private final List<String> projects = new ArrayList<>();

    public Fixture(IncusClient client) {
        this.client = client;
    }

    /** A name that nothing has yet, in the project {@code default}. */
    public InstanceRef name() {
        return nameIn("default");
    }

    public InstanceRef nameIn(String project) {
        return named(new InstanceRef(project, "t" + UUID.randomUUID().toString().substring(0, 12)));
    }

    /** This very name, in the project {@code default}. */
    public InstanceRef name(String exactly) {
        return named(new InstanceRef("default", exactly));
    }

    private InstanceRef named(InstanceRef ref) {
        instances.add(ref);
        return ref;
    }

    /** A stopped container of the test image. */
    public ObjectNode definition(InstanceRef ref) {
        ObjectNode definition =
                JsonNodeFactory.instance.objectNode().put("name", ref.name()).put("type", "container");
        definition.withObject("/source").put("type", "image").put("alias", "busybox");
        return definition;
    }

    public InstanceRef created(Map<String, String> config) {
        return createdIn("default", config);
    }

    public InstanceRef createdIn(String project, Map<String, String> config) {
        InstanceRef ref = nameIn(project);
        ObjectNode definition = definition(ref);
        config.forEach(definition.withObject("/config")::put);
        done(client.instances().create(project, null, definition));
        return ref;
    }

    public InstanceRef running() {
        return runningIn("default");
    }

    public InstanceRef runningIn(String project) {
        InstanceRef ref = createdIn(project, Map.of());
        done(client.instances().changeState(ref, new StateChange(Action.START, false, Duration.ofSeconds(20))));
        return ref;
    }

    /** A project that shares images and profiles with {@code default}. */
    public String project() {
        return project("false");
    }

    /** A project that has profiles of its own. */
    public String projectWithProfiles() {
        return project("true");
    }

    private String project(String ownProfiles) {
        String name = "p" + UUID.randomUUID().toString().substring(0, 12);
        client.request(ApiRequest.post("projects")
                .json(Map.of(
                        "name", name, "config", Map.of("features.images", "false", "features.profiles", ownProfiles))));
        projects.add(name);
        return name;
    }

    /** What the server shows of an instance, to be changed and put back. */
    public ObjectNode editable(InstanceRef ref) {
        ApiResponse response =
                client.request(ApiRequest.get("instances", ref.name()).project(ref.project()));
        return response.metadata().deepCopy();
    }

    /** Where the log of a command is of which nothing else is known any more (trap 2). */
    public String logPath(InstanceRef ref, String operation) {
        boolean incus = client.server().get().product() == ServerInfo.Product.INCUS;
        return "/1.0/instances/" + ref.name() + "/logs/" + (incus ? "exec-output/" : "") + "exec_" + operation
                + ".stdout";
    }

    public void removeAll() {
        instances.forEach(this::remove);
        projects.forEach(project -> {
            client.server().profiles(project).stream()
                    .filter(profile -> profile.project().equals(project))
                    .filter(profile -> !profile.name().equals("default"))
                    .forEach(profile -> client.request(
                            ApiRequest.delete("profiles", profile.name()).project(project)));
            client.request(ApiRequest.delete("projects", project));
        });
    }

    private void remove(InstanceRef ref) {
        client.instances().get(ref, false).ifPresent(found -> {
            if (!found.value().status().equals("Stopped")) {
                done(client.instances().changeState(ref, new StateChange(Action.STOP, true, Duration.ofSeconds(20))));
            }
            done(client.instances().delete(ref));
        });
    }

    private void done(ApiResponse answer) {
        client.pollApi(answer, PATIENCE);
    }
}
