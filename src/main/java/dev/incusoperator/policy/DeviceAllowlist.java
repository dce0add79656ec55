package dev.incusoperator.policy;

import dev.incusoperator.api.v1alpha1.AccessAllow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The devices, and their options, that reach nothing but what a rule gives: networks, pools, volumes and paths by name.
 * What is not listed is refused.
 */
final class DeviceAllowlist {
    private static final String TYPE = "type";

    static final Set<String> NIC = Set.of(
            TYPE,
            "attached",
            "boot.priority",
            "connected",
            "hwaddr",
            "ipv4.address",
            "ipv6.address",
            "limits.egress",
            "limits.ingress",
            "limits.max",
            "limits.priority",
            "mtu",
            "name",
            "network",
            "security.acls",
            "security.acls.default.egress.action",
            "security.acls.default.ingress.action",
            "security.ipv4_filtering",
            "security.ipv6_filtering",
            "security.mac_filtering",
            "security.port_isolation");

    static final Set<String> DISK = Set.of(
            TYPE,
            "attached",
            "boot.priority",
            "io.bus",
            "io.cache",
            "limits.max",
            "limits.read",
            "limits.write",
            "path",
            "pool",
            "readonly",
            "required",
            "size",
            "size.state",
            "source");

    static final Set<String> TPM = Set.of(TYPE, "path", "pathrm");

    /** What the server itself makes for the guest. */
    private static final Set<String> MADE_SOURCES = Set.of("cloud-init:config", "agent:config", "tmpfs:");

    private DeviceAllowlist() {}

    static List<Missing> missing(Map<String, Map<String, String>> devices, ProfileDevices profiles, AccessAllow allow) {
        List<Missing> missing = new ArrayList<>();
        new TreeMap<>(devices).forEach((name, device) -> {
            String type = device.getOrDefault(TYPE, "");
            String which = "device " + Words.firstLine(name) + " of type " + Words.firstLine(type);
            boolean unchanged = profiles.bring(name, device);
            if (!unchanged && !type.equals("none") && !profiles.filtersOf(name).isEmpty()) {
                missing.add(Missing.butEverything(
                        which + " in place of the profile's, which has " + profiles.filtersOf(name)));
            }
            switch (type) {
                case "none" -> {}
                case "nic" -> nic(which, device, unchanged, profiles, allow, missing);
                case "disk" -> disk(which, device, unchanged, allow, missing);
                case "tpm" -> options(which, device, TPM, missing);
                default -> missing.add(Missing.butEverything(which));
            }
            if (!Words.oneLine(name) || !device.values().stream().allMatch(Words::oneLine)) {
                missing.add(Missing.butEverything(which + " with a line break or another control character"));
            }
        });
        return missing;
    }

    /** @param unchanged whether a profile brings it as it is: its network is the admin's choice then */
    private static void nic(
            String which,
            Map<String, String> nic,
            boolean unchanged,
            ProfileDevices profiles,
            AccessAllow allow,
            List<Missing> missing) {
        String network = nic.getOrDefault("network", "");
        if (network.isEmpty()) {
            missing.add(Missing.butEverything(which
                    + " that is on no network of the host's by name (write network: instead of nictype: and parent:)"));
        } else if (!unchanged) {
            if (!Words.listed(allow.networksOrEmpty(), network)) {
                missing.add(new Missing(which + " on network " + network, "networks: [" + network + "]"));
            }
            Set<String> lacking = new TreeSet<>(profiles.filtersOn(network));
            lacking.removeAll(ProfileDevices.filtersOn(nic));
            if (!lacking.isEmpty()) {
                missing.add(Missing.butEverything(
                        which + " on network " + network + " without " + lacking + ", which a profile has there"));
            }
        }
        options(which, nic, NIC, missing);
    }

    /** @param unchanged whether a profile brings it as it is: its pool is the admin's choice then */
    private static void disk(
            String which, Map<String, String> disk, boolean unchanged, AccessAllow allow, List<Missing> missing) {
        String pool = disk.getOrDefault("pool", "");
        String source = disk.getOrDefault("source", "");
        if (!unchanged && !pool.isEmpty() && !Words.listed(allow.poolsOrEmpty(), pool)) {
            missing.add(new Missing(which + " in pool " + pool, "pools: [" + pool + "]"));
        }
        if (!unchanged && pool.isEmpty() && source.isEmpty() && !Words.any(allow.poolsOrEmpty())) {
            missing.add(new Missing(which + " in whichever pool the server takes", "pools: [\"*\"]"));
        }
        if (!pool.isEmpty() && !source.isEmpty() && !Words.listed(allow.volumesOrEmpty(), source)) {
            missing.add(new Missing(which + " of volume " + source, "volumes: [" + source + "]"));
        }
        if (pool.isEmpty()
                && !source.isEmpty()
                && !MADE_SOURCES.contains(source)
                && !allow.hostPathsOrEmpty().contains(source)) {
            missing.add(
                    source.startsWith("/")
                            ? new Missing(which + " of the host's path " + source, "hostPaths: [" + source + "]")
                            : Missing.butEverything(which + " of source " + source));
        }
        options(which, disk, DISK, missing);
    }

    private static void options(String which, Map<String, String> device, Set<String> harmless, List<Missing> missing) {
        new TreeMap<>(device)
                .keySet().stream()
                        .filter(option -> !harmless.contains(option))
                        .forEach(option -> missing.add(Missing.butEverything(which + " with " + option)));
    }
}
