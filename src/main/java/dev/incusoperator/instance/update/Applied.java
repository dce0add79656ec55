package dev.incusoperator.instance.update;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.incusoperator.client.model.Instance;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the operator has written into an instance's definition so far. It stands in the instance's own config, is written
 * together with what it speaks of, and so is never out of step with it. By it a change of the resource is told from one
 * that somebody made on the host, and what the resource no longer names is found.
 *
 * @param config a short hash of each value by its key
 * @param devices likewise by the device's name
 * @param profiles a hash of the list; null where the resource said nothing of profiles
 * @param description a hash of it; null likewise
 * @param source what the root file system was made from, as {@link Declared#source} says it
 * @param restartedAt the last value of that annotation that was heeded
 * @param started when the instance was last started as this was written; empty at its creation
 * @param restart what waits for the instance's next start; null where nothing does
 * @param rebuild what the instance, or its root file system, is being replaced from, until it has been; null where it is not
 * @param rebuilds how often it has been
 * @param kept whether the resource asked for it to stay when the resource is deleted: who finds it without one does not delete it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Applied(
        Map<String, String> config,
        Map<String, String> devices,
        @Nullable String profiles,
        @Nullable String description,
        String source,
        String restartedAt,
        String started,
        @Nullable Restart restart,
        @Nullable String rebuild,
        int rebuilds,
        boolean kept) {

    /** The config key that it stands in. */
    public static final String KEY = "user.incusoperator.applied";

    private static final String HALFWAY = " (the rebuild failed halfway)";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HASH_BYTES = 6;
    private static final Applied NONE = new Applied(null, null, null, null, null, null, null, null, null, 0, false);

    public Applied(
            @Nullable Map<String, String> config,
            @Nullable Map<String, String> devices,
            @Nullable String profiles,
            @Nullable String description,
            @Nullable String source,
            @Nullable String restartedAt,
            @Nullable String started,
            @Nullable Restart restart,
            @Nullable String rebuild,
            int rebuilds,
            boolean kept) {
        this.config = config == null ? Map.of() : config;
        this.devices = devices == null ? Map.of() : devices;
        this.profiles = profiles;
        this.description = description;
        this.source = source == null ? "" : source;
        this.restartedAt = restartedAt == null ? "" : restartedAt;
        this.started = started == null ? "" : started;
        this.restart = restart;
        this.rebuild = rebuild;
        this.rebuilds = rebuilds;
        this.kept = kept;
    }

    /**
     * What an instance takes up when it is started anew.
     *
     * @param since when it was last started as this was written: a later start has settled it
     * @param fields what was changed, as {@link Difference#path} names it
     * @param asked whether a restart was asked for by the annotation, and so needs no other leave
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Restart(String since, List<String> fields, boolean asked) {
        /** Whether the instance still runs as it did. */
        public boolean awaited(Instance instance) {
            return since.equals(instance.lastUsedAt());
        }
    }

    /** What an instance's config says; nothing at all where it says nothing that can be read. */
    public static Applied of(Instance instance) {
        String text = instance.config().get(KEY);
        if (text == null || text.isBlank()) {
            return NONE;
        }
        try {
            return JSON.readValue(text, Applied.class);
        } catch (JsonProcessingException e) {
            return NONE;
        }
    }

    /** For an instance that is made, or taken over: all that is declared counts as written. */
    public static Applied first(Declared declared) {
        return NONE.with(declared);
    }

    /** The same when {@code declared} is written; the source is another matter, unless none is known. */
    Applied with(Declared declared) {
        Map<String, String> configHashes = new TreeMap<>();
        declared.config().forEach((key, value) -> configHashes.put(key, hash(value)));
        declared.secrets().forEach((key, secret) -> configHashes.put(key, hash(Declared.said(secret))));
        Map<String, String> deviceHashes = new TreeMap<>();
        declared.devices().forEach((name, device) -> deviceHashes.put(name, hash(new TreeMap<>(device))));
        return new Applied(
                configHashes,
                deviceHashes,
                declared.profiles() == null ? null : hash(declared.profiles()),
                declared.description() == null ? null : hash(declared.description()),
                known() ? source : declared.source(),
                declared.restartedAt(),
                started,
                restart,
                rebuild,
                rebuilds,
                declared.kept());
    }

    /** The same once the root file system is to be made anew from {@code newSource}. */
    Applied rebuilding(String newSource) {
        return with(source, newSource, rebuilds);
    }

    /** The same once it has been. */
    Applied rebuilt() {
        return with(rebuild == null ? source : rebuild, null, rebuilds + 1);
    }

    /** The same where that failed after the old one was given up: what is there now was made from no source that can be declared. */
    Applied rebuildFailed() {
        return with((rebuild == null ? source : rebuild) + HALFWAY, null, rebuilds);
    }

    /** Whether that was the last that was done to its root file system. */
    public boolean hasFailedRebuild() {
        return source.endsWith(HALFWAY);
    }

    /** The same where it is not to be after all. */
    Applied notRebuilding() {
        return with(source, null, rebuilds);
    }

    private Applied with(String from, @Nullable String next, int times) {
        return new Applied(
                config, devices, profiles, description, from, restartedAt, started, restart, next, times, kept);
    }

    /** The same, written while the instance was last started at {@code startedAt}, with what waits for the next start. */
    Applied at(String startedAt, @Nullable Restart next) {
        return new Applied(
                config, devices, profiles, description, source, restartedAt, startedAt, next, rebuild, rebuilds, kept);
    }

    /** Whether anything is known of what was written. */
    boolean known() {
        return !source.isEmpty();
    }

    /** Whether it was this that was written, whatever has become of it on the host; the source is another matter. */
    public boolean isWrittenFor(Declared declared) {
        return known() && equals(with(declared));
    }

    /** Whether the instance was made as a copy. */
    public boolean isCopy() {
        return source.startsWith(Declared.COPY);
    }

    private String generation() {
        return rebuilds == 0 ? "" : "#" + rebuilds;
    }

    /** Whether the instance was made from what is declared; where nothing is known of it, it counts as that. */
    public boolean isFrom(Declared declared) {
        return !known() || source.equals(declared.source());
    }

    /** Names an instance and its root file system: another one where either is made anew. */
    public static String lifeOf(Instance instance) {
        return instance.uuid().orElse(instance.createdAt()) + of(instance).generation();
    }

    /** The value of {@link #KEY}. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hash(Object value) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(value.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
