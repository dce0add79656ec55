package dev.incusoperator.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A background operation. {@code statusCode}: 1xx goes on, 200 succeeded, ≥ 400 failed or cancelled. */
public record Operation(
        String id,
        String operationClass,
        String description,
        int statusCode,
        String status,
        String err,
        boolean mayCancel,
        Map<String, List<String>> resources,
        @Nullable JsonNode metadata,
        String location) {
    /** Of what goes into messages, and stands in memory for as long as the operation is followed. */
    private static final int LONGEST_TEXT = 8_192;

    private static final int LONGEST_WORD = 256;
    private static final Pattern INSTANCE = Pattern.compile(
            "/1\\.0/(instances|containers|virtual-machines)/(?<name>[A-Za-z0-9-]{1,63})(\\?project=(?<project>[^&%]{1,64}))?");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** Whether this can be the id of an operation: a UUID, as all servers have them; in any case one that a path can have. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** As the API shows it. */
    public static Operation from(JsonNode json) {
        JsonNode metadata = json.path("metadata");
        return new Operation(
                Fields.text(json, "id"),
                Fields.text(json, "class"),
                ServerText.bounded(ServerText.line(Fields.text(json, "description")), LONGEST_WORD),
                json.path("status_code").asInt(),
                ServerText.bounded(ServerText.line(Fields.text(json, "status")), LONGEST_WORD),
                ServerText.bounded(ServerText.line(ServerText.withoutValues(Fields.text(json, "err"))), LONGEST_TEXT),
                json.path("may_cancel").asBoolean(),
                Fields.map(json.path("resources"), Fields::texts),
                metadata.isObject() ? metadata : null,
                Fields.text(json, "location"));
    }

    /** Whether it is about this instance of its project, by what the server says that it works on. */
    public boolean isAbout(String instance) {
        return resources.values().stream()
                .flatMap(List::stream)
                .map(path -> path.replaceFirst("\\?.*", ""))
                .anyMatch(path ->
                        path.equals("/1.0/instances/" + instance) || path.equals("/1.0/containers/" + instance));
    }

    /**
     * The instances that the server says it works on.
     *
     * @param ofProject where they are that name no project
     * @param most of them that are told
     */
    public Set<InstanceRef> instances(String ofProject, int most) {
        Set<InstanceRef> instances = new LinkedHashSet<>();
        for (String path : resources.values().stream().flatMap(List::stream).toList()) {
            Matcher instance = INSTANCE.matcher(path);
            if (instance.matches() && instances.size() < most) {
                String named = instance.group("project");
                instances.add(new InstanceRef(named == null ? ofProject : named, instance.group("name")));
            }
        }
        return instances;
    }

    /** Whether what it works on is in this project, as Incus says it: it names one that is not the default. */
    public boolean isIn(String project) {
        String named = "?project=" + project;
        return resources.values().stream()
                .flatMap(List::stream)
                .anyMatch(path -> path.contains("?project=")
                        ? path.endsWith(named) || path.contains(named + "&")
                        : project.equals("default"));
    }

    /** Whether it has ended, in whatever way. */
    public boolean done() {
        return statusCode >= 200;
    }

    /** Whether it has ended well; of a command, whatever its exit code (trap 3). */
    public boolean succeeded() {
        return statusCode == 200;
    }

    /** Of a command: its return code (trap 3), where the server still knows it. */
    public Optional<Integer> returnCode() {
        return metadata != null && metadata.path("return").isInt()
                ? Optional.of(metadata.path("return").intValue())
                : Optional.empty();
    }

    /** Of a command with recorded output: the API path of its log; fd 1 is stdout, 2 stderr (trap 2). */
    public Optional<String> outputPath(int fd) {
        return metadata == null
                ? Optional.empty()
                : Optional.ofNullable(
                        metadata.path("output").path(String.valueOf(fd)).textValue());
    }

    /** Of a download of an image: the image that it brought, once it has ended. */
    public Optional<String> fingerprint() {
        return metadata == null
                ? Optional.empty()
                : Optional.ofNullable(metadata.path("fingerprint").textValue());
    }

    /** What the server says of how far it is: {@code rootfs: 45% (12.3MB/s)}. */
    public Optional<String> progress() {
        if (metadata == null) {
            return Optional.empty();
        }
        for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
            if (entry.getKey().endsWith("_progress") && entry.getValue().isTextual()) {
                return Optional.of(
                        ServerText.bounded(ServerText.line(entry.getValue().asText()), LONGEST_WORD));
            }
        }
        return Optional.empty();
    }
}
