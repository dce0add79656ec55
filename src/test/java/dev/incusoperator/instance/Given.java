package dev.incusoperator.instance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.FileStatus;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Situation.Gate;
import dev.incusoperator.instance.Situation.Held;
import dev.incusoperator.instance.exec.Rerun;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.instance.update.Declared;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the tests of the deciding code begin with, to be varied in one point: a situation in which the resource
 * {@code team-a/web} asks for a running instance, its host is there, and nothing is known but that.
 */
public final class Given {
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    public static final InstanceRef WEB = new InstanceRef("default", "web");
    public static final Mark MARK = new Mark("cluster-1", "team-a", "web");
    static final Mark FOREIGN = new Mark("cluster-1", "team-b", "web");
    static final String UUID = "11111111-2222-3333-4444-555555555555";
    static final String STARTED = "2026-03-01T11:00:00Z";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private InstanceSpec spec = spec();
    private Sighting sighting = new Sighting.Gone();
    private Gate gate = new Gate.Open();
    private boolean deleting;
    private boolean forceOrphan;
    private boolean dryRun;
    private String restartedAt = "";
    private String rerun = "";
    private boolean known;
    private boolean driftTold;
    private Abilities abilities = new Abilities(true, true, true, false, false);
    private Optional<OperationStatus> operation = Optional.empty();
    private List<ExecStatus> exec = List.of();
    private List<FileStatus> files = List.of();
    private Inside inside = Inside.UNKNOWN;
    private final Map<String, OperationView> views = new HashMap<>();
    private List<Held> held = List.of();
    private Instant now = NOW;

    private Given() {}

    /** A resource with these lines in its spec, beside its host and its image. */
    static Given asked(String... lines) {
        Given given = new Given();
        given.spec = spec(lines);
        return given;
    }

    /** The same with nothing remembered. */
    Given blank() {
        operation = Optional.empty();
        exec = List.of();
        views.clear();
        held = List.of();
        return this;
    }

    Given seen(Instance instance) {
        return sighting(new Sighting.Seen(instance, ""));
    }

    Given sighting(Sighting value) {
        sighting = value;
        return this;
    }

    Given gate(Gate value) {
        gate = value;
        return this;
    }

    Given deleting(boolean value) {
        deleting = value;
        return this;
    }

    Given forceOrphan(boolean value) {
        forceOrphan = value;
        return this;
    }

    Given dryRun() {
        dryRun = true;
        return this;
    }

    Given restartedAt(String value) {
        restartedAt = value;
        return this;
    }

    /** The status says that the instance was there once. */
    Given known() {
        known = true;
        return this;
    }

    /** The status says already in what it differs. */
    Given driftTold() {
        driftTold = true;
        return this;
    }

    /** Of a server that can nothing beyond the API's first version. */
    Given onPlainServer() {
        abilities = Abilities.NONE;
        return this;
    }

    Given rerun(String value) {
        rerun = value;
        return this;
    }

    Given operation(OperationStatus value) {
        operation = Optional.of(value);
        return this;
    }

    Given exec(ExecStatus... values) {
        exec = List.of(values);
        return this;
    }

    Given files(FileStatus... values) {
        files = List.of(values);
        return this;
    }

    Given inside(Inside value) {
        inside = value;
        return this;
    }

    Given view(String id, OperationView value) {
        views.put(id, value);
        return this;
    }

    Given held(Held... values) {
        held = List.of(values);
        return this;
    }

    Given now(Instant value) {
        now = value;
        return this;
    }

    Situation situation() {
        Map<String, OperationView> views = Map.copyOf(this.views);
        return new Situation(
                spec,
                "ClusterIncusHost/local",
                WEB,
                MARK,
                deleting,
                new Asks(forceOrphan, dryRun, restartedAt, new Rerun(rerun)),
                gate,
                sighting instanceof Sighting.Seen seen
                        ? new Sighting.Seen(written(seen.instance()), seen.etag(), seen.work())
                        : sighting,
                new Memory(operation, exec, files, known, driftTold),
                id -> views.getOrDefault(id, new OperationView.NotTracked()),
                abilities,
                inside,
                held,
                now);
    }

    /** Ours is as it was made from what is asked, unless the test says what was written. */
    private Instance written(Instance instance) {
        return MARK.of(instance) != Mark.Ownership.OURS || instance.config().containsKey(Applied.KEY)
                ? instance
                : with(
                        instance,
                        Map.of(
                                Applied.KEY,
                                Applied.first(Declared.of(spec, restartedAt)).json()));
    }

    /** The same with more in its config. */
    public static Instance with(Instance i, Map<String, String> more) {
        Map<String, String> config = new HashMap<>(i.config());
        config.putAll(more);
        return new Instance(
                i.project(),
                i.name(),
                i.status(),
                i.statusCode(),
                i.type(),
                i.architecture(),
                i.description(),
                i.ephemeral(),
                i.location(),
                i.createdAt(),
                i.lastUsedAt(),
                i.profiles(),
                Map.copyOf(config),
                i.devices(),
                i.expandedConfig(),
                i.expandedDevices(),
                i.state());
    }

    public static InstanceSpec spec(String... lines) {
        return read(
                InstanceSpec.class,
                "hostRef: {kind: ClusterIncusHost, name: local}\n" + String.join("\n", lines)
                        + (String.join(" ", lines).matches("(?s).*(image|copyFrom|empty):.*")
                                ? ""
                                : "\nimage: {alias: busybox}"));
    }

    /** A command to run: {@code more} is what its entry says beside its name and command, as a YAML mapping. */
    public static ExecEntry entry(String name, String... more) {
        return read(ExecEntry.class, "{name: " + name + ", command: [" + name + "]" + mapped(more) + "}");
    }

    public static ExecStatus command(String... yaml) {
        return read(ExecStatus.class, "{attempts: 1" + mapped(yaml) + "}");
    }

    /** What is said last holds. */
    private static String mapped(String... yaml) {
        return Arrays.stream(yaml).map(each -> ", " + each).collect(Collectors.joining());
    }

    static OperationStatus operation(String... yaml) {
        return read(OperationStatus.class, "{" + String.join(", ", yaml) + "}");
    }

    /** An instance named web as the host shows it, running for an hour unless told otherwise; marked with {@code config}. */
    static Instance instance(int statusCode, Map<String, String> config) {
        Map<String, String> all = new HashMap<>(config);
        all.put("volatile.uuid", UUID);
        return new Instance(
                WEB.project(),
                WEB.name(),
                statusWord(statusCode),
                statusCode,
                "container",
                "x86_64",
                "",
                false,
                "none",
                "2026-03-01T10:00:00Z",
                STARTED,
                List.of("default"),
                Map.copyOf(all),
                Map.of(),
                Map.copyOf(all),
                Map.of("eth0", Map.of("type", "nic"), "root", Map.of("type", "disk")),
                null);
    }

    static Instance ours(int statusCode) {
        return instance(statusCode, MARK.config(WEB));
    }

    static Sighting.Seen sight(Instance instance) {
        return new Sighting.Seen(instance, "");
    }

    /** As the host shows it, in YAML; ours, and a running container where it says nothing else. */
    static Instance shown(String... lines) {
        return Instance.from(
                tree(String.join(
                        "\n",
                        "{name: web, status: Running, status_code: 103, type: container, architecture: x86_64",
                        ", created_at: '2026-03-01T10:00:00Z', config: {volatile.uuid: " + UUID,
                        ", user.incusoperator.owner: cluster-1/team-a/web, user.incusoperator.instance: default/web}",
                        mapped(lines) + "}")),
                "default");
    }

    /** The API's word for a status code. */
    static String statusWord(int code) {
        return Map.of(
                        102,
                        "Stopped",
                        103,
                        "Running",
                        106,
                        "Starting",
                        107,
                        "Stopping",
                        110,
                        "Frozen",
                        112,
                        "Error",
                        113,
                        "Ready")
                .get(code);
    }

    public static Operation ended(String id, int statusCode, String err) {
        return ended(id, statusCode, err, "{}");
    }

    /** {@code metadata} as JSON. */
    public static Operation ended(String id, int statusCode, String err, String metadata) {
        JsonNode json = tree("{id: " + id + ", class: task, status_code: " + statusCode + ", status: "
                + (statusCode == 200 ? "Success" : "Failure") + ", metadata: " + metadata + "}");
        ((com.fasterxml.jackson.databind.node.ObjectNode) json).put("err", err);
        return Operation.from(json);
    }

    /** Reads YAML, and refuses a field that is not there, as a typing error in a test would have it. */
    public static <T extends Record> T read(Class<T> type, String yaml) {
        JsonNode tree = tree(yaml);
        Set<String> fields = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
        tree.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                throw new IllegalArgumentException(type.getSimpleName() + " has no field " + name);
            }
        });
        return YAML.convertValue(tree, type);
    }

    public static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }
}
