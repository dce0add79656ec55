package dev.incusoperator.e2e;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.LogTail;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.StateChange.Action;
import dev.incusoperator.client.model.Versioned;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What an admin of the host sees and does there, behind the operator's back. */
record HostAdmin(Place place) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGEST_FILE = 32 * 1024 * 1024;
    private static final int OUTPUT_LIMIT = 64 * 1024;

    private IncusClient client() {
        return place.client();
    }

    Optional<Instance> find(InstanceRef ref) {
        return client().instances().get(ref, false).map(Versioned::value);
    }

    /** Of all projects. */
    List<Instance> list() {
        return client().instances().listAllProjects();
    }

    /** Those that bear the mark of that resource, whatever their names. */
    List<Instance> ownedBy(TestInstance resource) {
        String owner = "/" + resource.namespace() + "/" + resource.name();
        return list().stream()
                .filter(each -> String.valueOf(each.config().get("user.incusoperator.owner"))
                        .endsWith(owner))
                .toList();
    }

    Instance get(InstanceRef ref) {
        return find(ref).orElseThrow(() -> new AssertionError("the host has no " + ref));
    }

    /** A stopped container of the test image. */
    void create(InstanceRef ref, Map<String, String> config) {
        ObjectNode definition =
                JsonNodeFactory.instance.objectNode().put("name", ref.name()).put("type", "container");
        definition.withObject("/source").put("type", "image").put("alias", "busybox");
        config.forEach(definition.withObject("/config")::put);
        done(client().instances().create(ref.project(), null, definition));
    }

    /** By force. */
    void stop(InstanceRef ref) {
        done(client().instances().changeState(ref, new StateChange(Action.STOP, true, PATIENCE)));
    }

    void start(InstanceRef ref) {
        done(client().instances().changeState(ref, new StateChange(Action.START, false, PATIENCE)));
    }

    void freeze(InstanceRef ref) {
        done(client().instances().changeState(ref, new StateChange(Action.FREEZE, false, PATIENCE)));
    }

    /** Of a running one what is in its file system at one moment; the copy does not run. */
    void copy(InstanceRef ref, InstanceRef other) {
        ObjectNode definition =
                JsonNodeFactory.instance.objectNode().put("name", other.name()).put("type", "container");
        definition
                .withObject("/source")
                .put("type", "copy")
                .put("source", ref.name())
                .put("project", ref.project());
        definition.putArray("profiles").add("default");
        definition.withObject("/config").put("user.incusoperator.owner", "").put("user.incusoperator.instance", "");
        done(client().instances().create(other.project(), null, definition));
    }

    /** A text file in an instance, running or not. */
    String read(InstanceRef ref, String file) {
        return client().instances()
                .readFile(ref, file, LARGEST_FILE)
                .map(content -> new String(content.bytes(), StandardCharsets.UTF_8))
                .orElseThrow(() -> new AssertionError(ref + " has no " + file));
    }

    /** By force; also one that somebody keeps starting again. */
    void delete(InstanceRef ref) {
        Eventually.isSo("it is deleted", () -> {
            try {
                if (!get(ref).status().equals("Stopped")) {
                    stop(ref);
                }
                done(client().instances().delete(ref));
                return true;
            } catch (IncusException.ApiError | IncusException.OperationFailed somebodyWasFaster) {
                return false;
            }
        });
    }

    /** One that is stopped. */
    void rename(InstanceRef ref, String other) {
        done(client().request(ApiRequest.post("instances", ref.name())
                .project(ref.project())
                .json(Map.of("name", other))));
    }

    /** To another project, under the same name. */
    void move(InstanceRef ref, String project) {
        done(client().request(ApiRequest.post("instances", ref.name())
                .project(ref.project())
                .json(Map.of("name", ref.name(), "migration", true, "project", project))));
    }

    /** What a shell script in the instance prints. */
    String run(InstanceRef ref, String script) {
        ApiResponse ended = done(client().instances()
                .exec(ref, new ExecCommand(List.of("sh", "-c", script), Map.of(), null, null, null, true)));
        Operation operation = Operation.from(ended.metadata());
        String stdout = operation.outputPath(1).orElseThrow();
        String text = client().instances()
                .logTail(ref.project(), stdout, OUTPUT_LIMIT)
                .map(LogTail::bytes)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        client().instances().deleteLog(ref.project(), stdout);
        client().instances().deleteLog(ref.project(), operation.outputPath(2).orElseThrow());
        return text;
    }

    /** What an instance has written to its console since it was started. */
    String console(InstanceRef ref) {
        ApiRequest log = ApiRequest.get("instances", ref.name(), "console")
                .project(ref.project())
                .withoutValidation();
        return new String(client().request(log).body(), StandardCharsets.UTF_8);
    }

    /** Whether the host knows that operation, which it does until a few seconds after its end. */
    boolean knows(String operation) {
        return client().operations().get(operation).isPresent();
    }

    /** How many lines that file in the instance has; none where it is not there. */
    long lines(InstanceRef ref, String file) {
        return run(ref, "test -e " + file + " && cat " + file).lines().count();
    }

    /** The recorded outputs of commands that the host keeps for an instance. */
    List<String> recordedOutputs(InstanceRef ref) {
        String folder = place.product() == Product.INCUS ? "/logs/exec-output" : "/logs";
        ApiResponse listing = client().request(
                        ApiRequest.get("instances/" + ref.name() + folder).project(ref.project()));
        List<String> found = new ArrayList<>();
        listing.metadata().forEach(path -> found.add(path.asText()));
        return found.stream().filter(path -> path.contains("exec_")).toList();
    }

    void write(InstanceRef ref, String file, byte[] content) {
        client().request(ApiRequest.post("instances", ref.name(), "files")
                .project(ref.project())
                .query("path", file)
                .raw(content));
    }

    void snapshot(InstanceRef ref, String name) {
        done(client().request(ApiRequest.post("instances", ref.name(), "snapshots")
                .project(ref.project())
                .json(Map.of("name", name))));
    }

    List<String> snapshots(InstanceRef ref) {
        return client().instances().snapshots(ref);
    }

    void deleteSnapshot(InstanceRef ref, String name) {
        done(client().request(ApiRequest.delete("instances", ref.name(), "snapshots", name)
                .project(ref.project())));
    }

    /** Makes an image of a stopped instance, and does not take the time to compress it. */
    void publishPlain(InstanceRef ref, String alias) {
        done(client().request(ApiRequest.post("images")
                .project(ref.project())
                .json(Map.of(
                        "source",
                        Map.of("type", "instance", "name", ref.name()),
                        "compression_algorithm",
                        "none",
                        "aliases",
                        List.of(Map.of("name", alias))))));
    }

    /** What the store of the default project has of an image server's image is deleted from it. */
    void forgetDownloads(String alias) {
        client().images().list("default").stream()
                .filter(image -> image.origin().alias().equals(alias))
                .forEach(image -> done(client().request(ApiRequest.delete("images", image.fingerprint()))));
    }

    void setDescription(InstanceRef ref, String description) {
        client().request(ApiRequest.patch("instances", ref.name())
                .project(ref.project())
                .json(Map.of("description", description)));
    }

    /** Reads the definition, changes it, and puts it back. */
    void change(InstanceRef ref, Consumer<ObjectNode> edit) {
        ApiResponse read =
                client().request(ApiRequest.get("instances", ref.name()).project(ref.project()));
        ObjectNode definition = ((ObjectNode) read.metadata())
                .retain("architecture", "description", "ephemeral", "profiles", "config", "devices");
        edit.accept(definition);
        done(client().instances().replace(ref, definition, ""));
    }

    void setConfig(InstanceRef ref, String key, String value) {
        change(ref, definition -> definition.withObject("/config").put(key, value));
    }

    void createProject(String name) {
        client().request(ApiRequest.post("projects")
                .json(Map.of(
                        "name", name, "config", Map.of("features.images", "false", "features.profiles", "false"))));
    }

    void deleteProject(String name) {
        client().request(ApiRequest.delete("projects", name));
    }

    void createProfile(String name, Map<String, String> config) {
        client().request(ApiRequest.post("profiles").json(Map.of("name", name, "config", config)));
    }

    void deleteProfile(String name) {
        client().request(ApiRequest.delete("profiles", name));
    }

    /** An image made from a stopped instance, for which instances that name no profiles get these. */
    void publish(InstanceRef from, String alias, String... profiles) {
        done(client().request(ApiRequest.post("images")
                .project(from.project())
                .json(Map.of(
                        "source", Map.of("type", "instance", "name", from.name()),
                        "aliases", List.of(Map.of("name", alias, "description", "")),
                        "profiles", List.of(profiles)))));
    }

    void deleteImage(String alias) {
        String fingerprint = client().request(ApiRequest.get("images", "aliases", alias))
                .metadata()
                .path("target")
                .asText();
        done(client().request(ApiRequest.delete("images", fingerprint)));
    }

    private ApiResponse done(ApiResponse answer) {
        return client().pollApi(answer, PATIENCE);
    }
}
