package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.client.model.FileAttributes;
import dev.incusoperator.client.model.FileContent;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceListing;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.LogTail;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls about instances, over {@code request}. */
final class RestInstanceCalls implements InstanceCalls {
    private static final String DEFAULT_PROJECT = "default";
    private static final ApiRequest ALL_PROJECTS =
            ApiRequest.get("instances").query("recursion", "1").query("all-projects", "true");

    /** One instance, with its state and snapshots: how much that is its guest and its users decide. */
    private static final long LARGEST_INSTANCE = 4L * 1024 * 1024;

    private final IncusClient client;
    private final RestLogs logs;
    private final RestFiles files;

    RestInstanceCalls(IncusClient client) {
        this.client = client;
        this.logs = new RestLogs(client);
        this.files = new RestFiles(client);
    }

    @Override
    public List<Instance> listAllProjects() {
        return whole(ALL_PROJECTS, DEFAULT_PROJECT);
    }

    @Override
    public List<Instance> list(String project) {
        return whole(ApiRequest.get("instances").query("recursion", "1").project(project), project);
    }

    @Override
    public InstanceListing listWhatCanBeRead() {
        return listing(client.request(ALL_PROJECTS), DEFAULT_PROJECT);
    }

    @Override
    public InstanceListing listWithState() {
        return listing(client.request(ALL_PROJECTS.query("recursion", "2")), DEFAULT_PROJECT);
    }

    private List<Instance> whole(ApiRequest request, String project) {
        ApiResponse response = client.request(request);
        InstanceListing listing = listing(response, project);
        if (listing.unreadable() > 0) {
            throw new MalformedAnswer(
                    request + " at " + response.target() + ": " + listing.unreadable()
                            + " of the listed instances cannot be read: they are no instances as the API describes them",
                    null);
        }
        return listing.instances();
    }

    private static InstanceListing listing(ApiResponse response, String project) {
        JsonNode listed = Answers.list(response);
        List<Instance> instances = new ArrayList<>(listed.size());
        for (JsonNode each : listed) {
            if (Instance.isOne(each)) {
                instances.add(Instance.from(each, project));
            }
        }
        return new InstanceListing(List.copyOf(instances), listed.size() - instances.size());
    }

    @Override
    public Optional<Versioned<Instance>> get(InstanceRef ref, boolean withState) {
        ApiRequest request = ApiRequest.get("instances", ref.name()).project(ref.project());
        if (!withState) {
            return read(request.largestAnswer(LARGEST_INSTANCE), ref);
        }
        try {
            return read(request.query("recursion", "1").largestAnswer(LARGEST_INSTANCE), ref);
        } catch (MalformedAnswer e) {
            if (!e.isTooLarge()) {
                throw e;
            }
            // its snapshots come with it, and as many as there are; the two parts that are wanted are asked for apart
            return read(request.largestAnswer(LARGEST_INSTANCE), ref).map(read -> withStateOf(ref, read));
        }
    }

    private Optional<Versioned<Instance>> read(ApiRequest request, InstanceRef ref) {
        try {
            ApiResponse response = client.request(request);
            Instance instance = Answers.instance(response, ref.project());
            return Optional.of(new Versioned<>(instance, Answers.etag(response)));
        } catch (ApiError e) {
            if (e.code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** As it is where its state is too large as well. */
    private Versioned<Instance> withStateOf(InstanceRef ref, Versioned<Instance> read) {
        try {
            ApiResponse state = client.request(ApiRequest.get("instances", ref.name(), "state")
                    .project(ref.project())
                    .largestAnswer(LARGEST_INSTANCE));
            return new Versioned<>(read.value().withShownState(Answers.thing(state)), read.etag());
        } catch (MalformedAnswer e) {
            return read;
        }
    }

    @Override
    public Optional<Instance> snapshot(InstanceRef ref, String snapshot) {
        try {
            ApiResponse response = client.request(ApiRequest.get("instances", ref.name(), "snapshots", snapshot)
                    .project(ref.project())
                    .largestAnswer(LARGEST_INSTANCE));
            return Optional.of(Answers.instance(response, ref.project()));
        } catch (ApiError e) {
            if (e.code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public List<String> snapshots(InstanceRef ref) {
        List<String> names = new ArrayList<>();
        try {
            for (JsonNode url : Answers.list(client.request(
                    ApiRequest.get("instances", ref.name(), "snapshots").project(ref.project())))) {
                names.add(url.asText("").replaceFirst("[?].*", "").replaceFirst(".*/", ""));
            }
            return List.copyOf(names);
        } catch (ApiError e) {
            if (e.code() == 404) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public ApiResponse create(String project, @Nullable String target, ObjectNode definition) {
        return client.request(ApiRequest.post("instances")
                .project(project)
                .target(target == null ? "" : target)
                .json(definition));
    }

    @Override
    public ApiResponse changeState(InstanceRef ref, StateChange change) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("action", change.action().name().toLowerCase(Locale.ROOT))
                .put("timeout", change.timeout().toSeconds())
                .put("force", change.force());
        return client.request(ApiRequest.put("instances", ref.name(), "state")
                .project(ref.project())
                .json(body));
    }

    @Override
    public ApiResponse replace(InstanceRef ref, ObjectNode definition, String etag) {
        return client.request(ApiRequest.put("instances", ref.name())
                .project(ref.project())
                .ifMatch(etag)
                .json(definition));
    }

    @Override
    public ApiResponse rebuild(InstanceRef ref, ObjectNode source) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("source", source);
        return client.request(ApiRequest.post("instances", ref.name(), "rebuild")
                .project(ref.project())
                .json(body));
    }

    @Override
    public ApiResponse delete(InstanceRef ref) {
        return client.request(ApiRequest.delete("instances", ref.name()).project(ref.project()));
    }

    @Override
    public ApiResponse exec(InstanceRef ref, ExecCommand command) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        command.command().forEach(body.putArray("command")::add);
        for (Map.Entry<String, String> variable : command.environment().entrySet()) {
            body.withObject("/environment").put(variable.getKey(), variable.getValue());
        }
        if (command.user() != null) {
            body.put("user", command.user());
        }
        if (command.group() != null) {
            body.put("group", command.group());
        }
        if (command.workingDirectory() != null) {
            body.put("cwd", command.workingDirectory());
        }
        body.put("record-output", command.recordOutput())
                .put("wait-for-websocket", false)
                .put("interactive", false);
        return client.request(ApiRequest.post("instances", ref.name(), "exec")
                .project(ref.project())
                .json(body));
    }

    @Override
    public Optional<LogTail> logTail(String project, String path, int maxBytes) {
        return logs.tail(project, path, maxBytes);
    }

    @Override
    public void deleteLog(String project, String path) {
        logs.delete(project, path);
    }

    @Override
    public void pushFile(InstanceRef ref, String path, FileContent file) {
        files.push(ref, path, file);
    }

    @Override
    public Optional<FileAttributes> fileAttributes(InstanceRef ref, String path) {
        return files.attributes(ref, path);
    }

    @Override
    public void deleteFile(InstanceRef ref, String path) {
        files.delete(ref, path);
    }

    @Override
    public void createDirectory(InstanceRef ref, String path, long uid, long gid, int mode) {
        files.createDirectory(ref, path, uid, gid, mode);
    }

    @Override
    public Optional<FileContent> readFile(InstanceRef ref, String path, long mostBytes) {
        return files.read(ref, path, mostBytes);
    }
}
