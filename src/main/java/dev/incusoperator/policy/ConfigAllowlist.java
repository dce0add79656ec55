package dev.incusoperator.policy;

import dev.incusoperator.api.v1alpha1.AccessAllow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The config keys that are harmless to everyone but the instance itself. What is not listed is refused: also a key that a
 * later server invents.
 */
final class ConfigAllowlist {
    private static final Set<String> HARMLESS = Set.of(
            "agent.nic_config",
            "boot.autorestart",
            "boot.autostart",
            "boot.autostart.delay",
            "boot.autostart.priority",
            "boot.host_shutdown_action",
            "boot.stop.priority",
            "cloud-init.network-config",
            "cloud-init.user-data",
            "cloud-init.vendor-data",
            "cluster.evacuate",
            "limits.cpu",
            "limits.cpu.allowance",
            "limits.cpu.priority",
            "limits.disk.priority",
            "limits.kernel.nofile",
            "limits.kernel.nproc",
            "limits.memory",
            "limits.memory.enforce",
            "limits.memory.swap",
            "limits.memory.swap.priority",
            "limits.network.priority",
            "limits.processes",
            "migration.stateful",
            "security.agent.metrics",
            "security.csm",
            "security.devlxd",
            "security.guestapi",
            "security.idmap.isolated",
            "security.protection.delete",
            "security.secureboot",
            "snapshots.expiry",
            "snapshots.pattern",
            "snapshots.schedule",
            "snapshots.schedule.stopped");

    private static final String PRIVILEGED = "security.privileged";
    private static final String NESTING = "security.nesting";
    private static final String ENVIRONMENT = "environment.";
    private static final String USER = "user.";
    private static final String CLOUD_INIT = "cloud-init.";
    private static final String SMBIOS = "smbios11.";
    private static final String MARKS = "user.incusoperator.";

    private ConfigAllowlist() {}

    static List<Missing> missing(Map<String, String> config, AccessAllow allow) {
        List<Missing> missing = new ArrayList<>();
        new TreeMap<>(config).forEach((key, value) -> {
            if (key.equals(PRIVILEGED)) {
                if (Words.on(value) && !allow.privilegedOrDefault()) {
                    missing.add(new Missing(key + "=" + value, "privileged: true"));
                }
            } else if (key.equals(NESTING)) {
                if (Words.on(value) && !allow.nestingOrDefault()) {
                    missing.add(new Missing(key + "=" + value, "nesting: true"));
                }
            } else if (!harmless(key)) {
                missing.add(Missing.butEverything("config " + key));
            } else if (!Words.oneLine(key) || (!free(key) && !Words.oneLine(value))) {
                missing.add(Missing.butEverything("config "
                        + key.lines().findFirst().orElse("") + " with a line break or another control character"));
            }
        });
        return missing;
    }

    private static boolean harmless(String key) {
        return HARMLESS.contains(key)
                || key.startsWith(ENVIRONMENT)
                || key.startsWith(SMBIOS)
                || (key.startsWith(USER) && !key.startsWith(MARKS));
    }

    /** Text that only the guest reads may have many lines. */
    private static boolean free(String key) {
        return key.startsWith(USER) || key.startsWith(CLOUD_INIT);
    }
}
