package dev.incusoperator.simulated;

import dev.incusoperator.simulated.SimulatedInstance.Definition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the daemon refuses in an instance's configuration and devices, in its words. */
final class ConfigRules {
    private static final List<String> KNOWN_PREFIXES = List.of(
            "agent.",
            "boot.",
            "cloud-init.",
            "cluster.",
            "environment.",
            "image.",
            "limits.",
            "linux.",
            "migration.",
            "nvidia.",
            "raw.",
            "security.",
            "smbios11.",
            "snapshots.",
            "user.",
            "ubuntu_pro.");
    private static final Pattern VOLATILE =
            Pattern.compile("volatile\\.(uuid|uuid\\.generation|base_image|apply_template"
                    + "|apply_nvram|cloud-init\\.instance-id|idmap\\.(base|current|next)|last_state\\.(idmap|power|ready)|vsock_id|container\\.oci"
                    + "|evacuate\\.origin|cluster\\.group|cpu\\.nodes"
                    + "|[^.]+\\.(hwaddr|host_name|name|apply_quota|ceph_rbd|last_state\\..+))");
    private static final Set<String> BOOLEANS = Set.of(
            "agent.nic_config",
            "boot.autostart",
            "boot.autorestart",
            "migration.stateful",
            "nvidia.runtime",
            "security.csm",
            "security.nesting",
            "security.privileged",
            "security.protection.delete",
            "security.protection.shift",
            "security.secureboot",
            "snapshots.schedule.stopped");
    private static final Set<String> BOOLEAN_VALUES = Set.of("true", "false", "1", "0", "yes", "no", "on", "off", "");
    private static final Set<String> DEVICE_TYPES = Set.of(
            "none",
            "nic",
            "disk",
            "unix-char",
            "unix-block",
            "usb",
            "gpu",
            "infiniband",
            "proxy",
            "unix-hotplug",
            "tpm",
            "pci");
    private static final Set<String> NIC_OPTIONS = Set.of(
            "type",
            "name",
            "network",
            "nictype",
            "parent",
            "hwaddr",
            "mtu",
            "ipv4.address",
            "ipv6.address",
            "limits.ingress",
            "limits.egress",
            "limits.max",
            "host_name",
            "security.mac_filtering",
            "security.ipv4_filtering",
            "security.ipv6_filtering",
            "security.port_isolation",
            "boot.priority",
            "vlan",
            "queue.tx.length");

    private final List<String> extensions;
    private final Store store;
    private final Dialect dialect;

    /** @param extensions what the server can beyond its version */
    ConfigRules(Store store, Dialect dialect, List<String> extensions) {
        this.extensions = extensions;
        this.store = store;
        this.dialect = dialect;
    }

    void checkConfig(Map<String, String> config) {
        config.forEach((key, value) -> {
            boolean known = KNOWN_PREFIXES.stream().anyMatch(key::startsWith)
                    || (extensions.contains("instance_oci") && key.startsWith("oci."))
                    || VOLATILE.matcher(key).matches();
            if (!known) {
                throw new Refusal(500, "Unknown configuration key: " + key);
            }
            checkValue(key, value);
        });
    }

    private static void checkValue(String key, String value) {
        if (BOOLEANS.contains(key) && !BOOLEAN_VALUES.contains(value.toLowerCase(java.util.Locale.ROOT))) {
            throw new Refusal(500, "Invalid value for a boolean \"" + value + '"');
        }
        if (key.equals("limits.cpu") && !value.matches("[0-9]*|[0-9,-]+")) {
            throw new Refusal(500, "Invalid CPU limit syntax");
        }
        if (key.equals("limits.memory") && !value.matches("[0-9]*|[0-9]+%|[0-9]+ ?(B|bytes|[kKMGTPE]i?B)")) {
            throw new Refusal(500, "Invalid value: " + value);
        }
    }

    void checkDeviceTypes(Map<String, Map<String, String>> devices) {
        devices.values().forEach(device -> {
            String type = device.getOrDefault("type", "");
            if (!DEVICE_TYPES.contains(type)) {
                throw new Refusal(500, dialect.words().invalidDeviceType(type));
            }
        });
    }

    /** The devices that the instance ends up with, its profiles' included; {@code noRoot} says what is said of no root. */
    void checkDevices(String project, Map<String, Map<String, String>> expanded, String noRoot) {
        long roots = expanded.values().stream().filter(ConfigRules::root).count();
        if (roots > 1) {
            throw new Refusal(
                    500, "Invalid devices: Failed detecting root disk device: More than one root device found");
        }
        expanded.forEach((name, device) -> {
            switch (device.getOrDefault("type", "")) {
                case "nic" -> checkNic(project, name, device);
                case "disk" -> checkDisk(name, device);
                default -> {}
            }
        });
        if (roots == 0 && !noRoot.isEmpty()) {
            throw new Refusal(500, noRoot + ": No root device could be found");
        }
    }

    /** A profile: its networks have to be there, a root disk need not. */
    void checkProfile(String project, SimulatedProfile profile) {
        checkConfig(profile.config());
        checkDeviceTypes(profile.devices());
        try {
            checkDevices(project, profile.devices(), "");
        } catch (Refusal refusal) {
            throw new Refusal(refusal.code(), refusal.text().replaceFirst("^Invalid devices: ", ""));
        }
    }

    private static boolean root(Map<String, String> device) {
        return device.getOrDefault("type", "").equals("disk")
                && device.getOrDefault("path", "").equals("/");
    }

    private void checkNic(String project, String name, Map<String, String> device) {
        String network = device.getOrDefault("network", "");
        String invalid = "Invalid devices: Device validation failed for \"" + name + "\": ";
        if (!network.isEmpty() && !store.networks().contains(network)) {
            throw new Refusal(
                    404,
                    invalid + "Failed loading device \"" + name + "\": Failed to load network \"" + network
                            + "\" for project \"" + store.owner(project, "networks") + "\": Network not found");
        }
        device.keySet().stream()
                .filter(option -> !NIC_OPTIONS.contains(option) && !option.startsWith("user."))
                .findFirst()
                .ifPresent(option -> {
                    throw new Refusal(500, invalid + "Invalid device option \"" + option + '"');
                });
    }

    private void checkDisk(String name, Map<String, String> device) {
        String pool = device.getOrDefault("pool", "");
        if (!pool.isEmpty() && !store.pools().contains(pool)) {
            throw new Refusal(404, "Failed loading storage pool: Storage pool not found");
        }
        String source = device.getOrDefault("source", "");
        if (pool.isEmpty() && store.missingPaths().contains(source)) {
            throw new Refusal(
                    500,
                    "Failed add validation for device \"" + name + "\": Missing source path \"" + source
                            + "\" for disk \"" + name + '"');
        }
    }

    /** What a virtual machine that runs does not take. */
    void checkLive(SimulatedInstance instance, Definition next) {
        if (!instance.virtualMachine() || !instance.active()) {
            return;
        }
        Map<String, String> before = instance.definition().config();
        next.config().forEach((key, value) -> {
            boolean live = key.startsWith("user.")
                    || key.startsWith("volatile.")
                    || key.startsWith("image.")
                    || key.startsWith("cloud-init.")
                    || key.startsWith("boot.")
                    || Set.of("cluster.evacuate", "limits.cpu", "limits.memory", "security.protection.delete")
                            .contains(key);
            if (!value.equals(before.get(key)) && !live) {
                throw new Refusal(500, "Key \"" + key + "\" cannot be updated when VM is running");
            }
        });
    }
}
