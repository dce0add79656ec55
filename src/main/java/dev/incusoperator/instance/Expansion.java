package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.update.Applied;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The configuration that an instance will have, layer upon layer as the server lays them: later ones win, key by key and
 * device by device. Each method adds a layer and returns this.
 */
final class Expansion {
    private static final List<String> CLOUD_INIT_KEYS =
            List.of("cloud-init.user-data", "cloud-init.vendor-data", "cloud-init.network-config");

    private final Map<String, String> config = new HashMap<>();
    private final Map<String, Map<String, String>> devices = new HashMap<>();

    Map<String, String> config() {
        return Map.copyOf(config);
    }

    Map<String, Map<String, String>> devices() {
        return Map.copyOf(devices);
    }

    /** The server drops what is empty: what is below it shines through. */
    Expansion with(Map<String, String> moreConfig, Map<String, Map<String, String>> moreDevices) {
        moreConfig.forEach((key, value) -> {
            if (!value.isEmpty()) {
                config.put(key, value);
            }
        });
        moreDevices.forEach((name, device) -> devices.put(name, withoutEmpty(device)));
        return this;
    }

    private static Map<String, String> withoutEmpty(Map<String, String> device) {
        Map<String, String> options = new HashMap<>(device);
        options.values().removeIf(String::isEmpty);
        return options;
    }

    /** All that an instance has now, its profiles' included. */
    Expansion of(Instance instance) {
        return own(instance.expandedConfig(), instance.expandedDevices(), Set.of(), config::put, devices::put);
    }

    /** What a resource declares. */
    Expansion adding(InstanceSpec spec) {
        with(spec.configOrEmpty(), spec.devicesOrEmpty());
        if (spec.cloudInit() != null) {
            CLOUD_INIT_KEYS.forEach(key -> config.put(key, ""));
        }
        return this;
    }

    /** What a copy, or one that is taken over, has of its original, and declares. What it declares to be empty it has not. */
    Expansion copying(Instance original, InstanceSpec spec) {
        return own(original.config(), original.devices(), declaredBy(spec), config::put, devices::put)
                .adding(spec);
    }

    /**
     * What an instance that is there will have of its own. What its resource has declared and no longer does, goes, and no
     * longer hides what a profile gives. What neither it nor a copy's original has brought was set on the host: it hides that,
     * and is asked for by nobody. But what an OCI image may have brought is asked for by who named the image.
     */
    Expansion keeping(Instance own, InstanceSpec spec) {
        Set<String> asked = asked(own, spec);
        return own(own.config(), own.devices(), asked, key(own, spec, asked), device(own, spec, asked))
                .adding(spec);
    }

    /** The same before anything is changed: what its resource declares, or has declared, is asked for as it stands there now. */
    Expansion having(Instance own, InstanceSpec spec) {
        Set<String> asked = asked(own, spec);
        return own(own.config(), own.devices(), Set.of(), key(own, spec, asked), device(own, spec, asked));
    }

    /** What the resource declares, and what it has declared. */
    private static Set<String> asked(Instance own, InstanceSpec spec) {
        Applied applied = Applied.of(own);
        Set<String> asked = declaredBy(spec);
        asked.addAll(applied.config().keySet());
        applied.devices().keySet().forEach(name -> asked.add(device(name)));
        return asked;
    }

    private BiConsumer<String, String> key(Instance own, InstanceSpec spec, Set<String> asked) {
        return (name, value) -> {
            if (isCopy(own, spec) || asked.contains(name) || ImageConfig.brought(name, own)) {
                config.put(name, value);
            } else {
                config.remove(name);
            }
        };
    }

    private BiConsumer<String, Map<String, String>> device(Instance own, InstanceSpec spec, Set<String> asked) {
        return (name, value) -> {
            if (isCopy(own, spec) || asked.contains(device(name))) {
                devices.put(name, value);
            } else {
                devices.remove(name);
            }
        };
    }

    private static boolean isCopy(Instance own, InstanceSpec spec) {
        return spec.copyFrom() != null || Applied.of(own).isCopy();
    }

    boolean isLike(Expansion other) {
        return config.equals(other.config) && devices.equals(other.devices);
    }

    private static Set<String> declaredBy(InstanceSpec spec) {
        Set<String> declared = new HashSet<>(spec.configOrEmpty().keySet());
        spec.devicesOrEmpty().keySet().forEach(name -> declared.add(device(name)));
        return declared;
    }

    /** As told from a config key. */
    private static String device(String name) {
        return "devices/" + name;
    }

    /** What is the server's and the operator's own is not asked for by anybody. */
    private Expansion own(
            Map<String, String> ownConfig,
            Map<String, Map<String, String>> ownDevices,
            Set<String> gone,
            BiConsumer<String, String> key,
            BiConsumer<String, Map<String, String>> device) {
        ownConfig.forEach((name, value) -> {
            if (!name.startsWith("volatile.")
                    && !name.startsWith("image.")
                    && !name.startsWith("user.incusoperator.")
                    && !gone.contains(name)) {
                key.accept(name, value);
            }
        });
        ownDevices.forEach((name, options) -> {
            if (!gone.contains(device(name))) {
                device.accept(name, options);
            }
        });
        return this;
    }
}
