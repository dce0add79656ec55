package dev.incusoperator.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An instance as the server shows it.
 *
 * @param status the API's word: Running, Stopped, Frozen, Error …
 * @param statusCode the API's number for it: 102 stopped, 103 running, 110 frozen, 112 error …
 * @param type container or virtual-machine
 * @param location the member of a cluster that it is on; {@code none} without a cluster
 * @param config its own config, {@code volatile.*} and {@code image.*} among it, which are the server's (trap 20)
 * @param devices its own devices; those of its profiles are in {@code expandedDevices}
 * @param state null where it was not asked for
 */
public record Instance(
        String project,
        String name,
        String status,
        int statusCode,
        String type,
        String architecture,
        String description,
        boolean ephemeral,
        String location,
        String createdAt,
        String lastUsedAt,
        List<String> profiles,
        Map<String, String> config,
        Map<String, Map<String, String>> devices,
        Map<String, String> expandedConfig,
        Map<String, Map<String, String>> expandedDevices,
        @Nullable InstanceState state) {
    private static final List<String> OBJECTS = List.of("config", "devices", "expanded_config", "expanded_devices");

    /** No name, state, type or member is that long. */
    private static final int LONGEST_WORD = 256;

    /** Whether this is an instance, or a snapshot of one, as the API shows it. */
    public static boolean isOne(JsonNode json) {
        return json.isObject()
                && json.path("name").isTextual()
                && isName(Fields.text(json, "name"))
                && ServerText.isLine(Fields.text(json, "project"))
                && (json.path("status").isTextual() || Fields.isAbsent(json, "status"))
                && (json.path("status_code").isInt() || Fields.isAbsent(json, "status_code"))
                && (json.path("profiles").isArray() || Fields.isAbsent(json, "profiles"))
                && OBJECTS.stream().allMatch(each -> json.path(each).isObject() || Fields.isAbsent(json, each));
    }

    /** One that is in messages and log lines as it is. */
    private static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= LONGEST_WORD && ServerText.isLine(name);
    }

    /** As the API shows it; servers that leave the project out showed it for {@code project}. */
    public static Instance from(JsonNode json, String project) {
        String own = Fields.text(json, "project");
        JsonNode state = json.path("state");
        Map<String, String> config = Fields.textMap(json.path("config"));
        Map<String, Map<String, String>> expandedDevices = Fields.textMaps(json.path("expanded_devices"));
        return new Instance(
                own.isEmpty() ? project : own,
                Fields.text(json, "name"),
                word(json, "status"),
                json.path("status_code").asInt(),
                word(json, "type"),
                word(json, "architecture"),
                Fields.text(json, "description"),
                json.path("ephemeral").asBoolean(),
                word(json, "location"),
                word(json, "created_at"),
                word(json, "last_used_at"),
                Fields.texts(json.path("profiles")),
                config,
                Fields.textMaps(json.path("devices")),
                Fields.textMap(json.path("expanded_config")),
                expandedDevices,
                state.isObject() ? InstanceState.from(state, Nic.of(expandedDevices, config)) : null);
    }

    /** The same with the state that the API shows by itself. */
    public Instance withShownState(JsonNode shown) {
        return withState(InstanceState.from(shown, Nic.of(expandedDevices, config)));
    }

    /** The same with another state. */
    public Instance withState(@Nullable InstanceState other) {
        return new Instance(
                project,
                name,
                status,
                statusCode,
                type,
                architecture,
                description,
                ephemeral,
                location,
                createdAt,
                lastUsedAt,
                profiles,
                config,
                devices,
                expandedConfig,
                expandedDevices,
                other);
    }

    /** Short, and on one line: it is shown as it is. */
    private static String word(JsonNode json, String field) {
        return ServerText.bounded(ServerText.line(Fields.text(json, field)), LONGEST_WORD);
    }

    /** Project and name. */
    public InstanceRef ref() {
        return new InstanceRef(project, name);
    }

    /**
     * Whether the server has never finished making it: servers note for its templates, as the last thing of any creation, that it is new,
     * until it is started for the first time.
     */
    public boolean isHalfMade() {
        boolean neverStarted = lastUsedAt.startsWith("1970-") || lastUsedAt.startsWith("0001-");
        return neverStarted
                && !config.containsKey("volatile.apply_template")
                && !config.containsKey("volatile.last_state.power");
    }

    /** {@code volatile.uuid}: changes when the instance is made anew, stays when it is renamed or moved. */
    public Optional<String> uuid() {
        return Optional.ofNullable(config.get("volatile.uuid"));
    }
}
