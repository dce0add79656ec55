package dev.incusoperator.instance.update;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.api.v1alpha1.SecretKeyRef;
import dev.incusoperator.client.model.ConfigCatalogue;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.update.Applied.Restart;
import dev.incusoperator.instance.update.Difference.Cause;
import dev.incusoperator.instance.update.Difference.Part;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A definition as it is on the host, changed point by point into what is to be put back. Pure. */
public final class Edit {
    /** The config key that has the server refuse to delete an instance. */
    public static final String PROTECTION = "security.protection.delete";

    private static final String OURS = "user.incusoperator.";

    /** The API's status code. */
    private static final int STOPPED = 102;

    private final Instance instance;
    private final Map<String, String> config;
    private final Map<String, Map<String, String>> devices;
    private List<String> profiles;
    private String description;
    private boolean ephemeral;

    private Edit(Instance instance) {
        this.instance = instance;
        this.config = new TreeMap<>(instance.config());
        this.devices = new TreeMap<>(instance.devices());
        this.profiles = instance.profiles();
        this.description = instance.description();
        this.ephemeral = instance.ephemeral();
    }

    /** What an edit is for. */
    public enum Purpose {
        /** Whatever differs becomes as declared. */
        MEND_ALL,
        /** What the resource has changed becomes so; what somebody has changed on the host is left. */
        MEND_CHANGES,
        /** The instance, or its root file system, is to be replaced from the source declared now. */
        BEGIN_REBUILD,
        /** It has been. */
        END_REBUILD,
        /** That failed, and the old root file system may be gone. */
        FAIL_REBUILD,
        /** It is not to be after all. */
        CANCEL_REBUILD;

        /** Whether this difference is written. */
        public boolean covers(Difference difference) {
            return difference.part() != Part.SOURCE
                    && (this == MEND_ALL || (this == MEND_CHANGES && difference.cause() == Cause.RESOURCE));
        }
    }

    /**
     * Changes a definition for {@code purpose}.
     *
     * @param secret reads the value behind a reference
     * @param catalogue asks the server for its list of config keys; only where it matters
     */
    public static ObjectNode of(
            Instance instance,
            Declared declared,
            Purpose purpose,
            Function<SecretKeyRef, String> secret,
            Supplier<Optional<ConfigCatalogue>> catalogue) {
        Edit edit = new Edit(instance);
        Applied before = Applied.of(instance);
        edit.remember(
                switch (purpose) {
                    case BEGIN_REBUILD -> before.rebuilding(declared.source());
                    case END_REBUILD -> before.rebuilt();
                    case FAIL_REBUILD -> before.rebuildFailed();
                    case CANCEL_REBUILD -> before.notRebuilding();
                    case MEND_ALL, MEND_CHANGES -> {
                        List<Difference> differences = Differences.between(declared, instance).stream()
                                .filter(purpose::covers)
                                .toList();
                        differences.forEach(difference -> edit.mend(difference, declared, secret));
                        yield before.with(declared)
                                .at(instance.lastUsedAt(), restart(instance, before, declared, differences, catalogue));
                    }
                });
        return edit.json();
    }

    /** Makes an instance that is there ours, and changes nothing else. */
    public static ObjectNode adopt(Instance instance, Map<String, String> marks, Declared declared) {
        Edit edit = new Edit(instance);
        edit.config.putAll(marks);
        edit.remember(Applied.first(declared));
        return edit.json();
    }

    /** Has {@link #PROTECTION} be as declared, and changes nothing else: that it was written so once is still remembered. */
    public static ObjectNode unprotect(Instance instance, Declared declared) {
        Edit edit = new Edit(instance);
        edit.put(PROTECTION, declared.config().get(PROTECTION));
        return edit.json();
    }

    /** Takes our marks off, and changes nothing else. */
    public static ObjectNode release(Instance instance) {
        Edit edit = new Edit(instance);
        edit.config.keySet().removeIf(key -> key.startsWith(OURS));
        return edit.json();
    }

    private void remember(Applied applied) {
        config.put(Applied.KEY, applied.json());
    }

    private void mend(Difference difference, Declared declared, Function<SecretKeyRef, String> secret) {
        String name = difference.name();
        switch (difference.part()) {
            case CONFIG -> {
                SecretKeyRef reference = declared.secrets().get(name);
                put(name, reference == null ? declared.config().get(name) : secret.apply(reference));
            }
            case DEVICE -> {
                Map<String, String> device = declared.devices().get(name);
                if (device == null) {
                    devices.remove(name);
                } else {
                    devices.put(name, device);
                }
            }
            case PROFILES -> profiles = Optional.ofNullable(declared.profiles()).orElse(profiles);
            case EPHEMERAL -> ephemeral = Boolean.TRUE.equals(declared.ephemeral());
            case DESCRIPTION ->
                description = Optional.ofNullable(declared.description()).orElse("");
            case SOURCE -> throw new IllegalArgumentException("a source is not written into a definition");
        }
    }

    private void put(String key, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            config.remove(key);
        } else {
            config.put(key, value);
        }
    }

    /** What waits for the next start: what already did, what is changed now, and a restart that is asked for. */
    private static @Nullable Restart restart(
            Instance instance,
            Applied before,
            Declared declared,
            List<Difference> differences,
            Supplier<Optional<ConfigCatalogue>> catalogue) {
        if (instance.statusCode() == STOPPED) {
            return null;
        }
        Set<String> fields = new LinkedHashSet<>();
        boolean asked =
                !declared.restartedAt().isEmpty() && !declared.restartedAt().equals(before.restartedAt());
        if (before.restart() != null && before.restart().awaited(instance)) {
            fields.addAll(before.restart().fields());
            asked |= before.restart().asked();
        }
        List<Difference> felt = differences.stream()
                .filter(difference -> difference.part() == Part.CONFIG)
                .filter(difference -> isFelt(difference, before, instance))
                .toList();
        if (!felt.isEmpty()) {
            Optional<ConfigCatalogue> list = catalogue.get();
            felt.stream()
                    .filter(difference -> RestartNeeds.waitsForStart(difference.name(), list))
                    .forEach(difference -> fields.add(difference.path()));
        }
        return asked || !fields.isEmpty() ? new Restart(instance.lastUsedAt(), new ArrayList<>(fields), asked) : null;
    }

    /** What somebody changed and is put back before the next start, the instance has never felt. */
    private static boolean isFelt(Difference difference, Applied before, Instance instance) {
        return difference.cause() == Cause.RESOURCE || !before.started().equals(instance.lastUsedAt());
    }

    private ObjectNode json() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("architecture", instance.architecture());
        body.put("description", description);
        body.put("ephemeral", ephemeral);
        profiles.forEach(body.putArray("profiles")::add);
        ObjectNode configNode = body.putObject("config");
        config.forEach(configNode::put);
        ObjectNode devicesNode = body.putObject("devices");
        devices.forEach((name, device) -> device.forEach(devicesNode.withObjectProperty(name)::put));
        return body;
    }
}
