package dev.incusoperator.policy;

import dev.incusoperator.api.v1alpha1.AccessAllow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The config keys that are harmless to everyone but the instance itself. What is not listed is refused: also a key that a
 * later server invents.
 */
final class ConfigAllowlist {
    static final Set<String> HARMLESS = Set.of(
            "agent.nic_config",
            "boot.autorestart",
            "boot.autostart",
            "boot.autostart.priority",
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
            "limits.memory.hotplug",
            "limits.memory.swap.priority",
            "limits.network.priority",
            "limits.processes",
            "migration.stateful",
            "oci.cwd",
            "oci.dns.domain",
            "oci.dns.nameservers",
            "oci.dns.search",
            "oci.entrypoint",
            "oci.gid",
            "oci.uid",
            "security.agent.metrics",
            "security.csm",
            "security.devlxd",
            "security.guestapi",
            "security.idmap.isolated",
            "security.protection.delete",
            "security.secureboot",
            "snapshots.expiry",
            "snapshots.expiry.manual",
            "snapshots.pattern",
            "snapshots.schedule",
            "snapshots.schedule.stopped");

    private static final String PRIVILEGED = "security.privileged";
    private static final String NESTING = "security.nesting";
    private static final String ENVIRONMENT = "environment.";
    private static final String PATTERN = "snapshots.pattern";
    private static final String USER = "user.";
    private static final String CLOUD_INIT = "cloud-init.";
    private static final String SMBIOS = "smbios11.";
    private static final String MARKS = "user.incusoperator.";

    private static final Pattern NAMED = Pattern.compile("[A-Za-z0-9]+\\.[A-Za-z0-9_.:-]+");

    private ConfigAllowlist() {}

    /** @param nestsByDefault whether absence of {@code security.nesting} means that it is on */
    static List<Missing> missing(Map<String, String> config, boolean nestsByDefault, AccessAllow allow) {
        List<Missing> missing = new ArrayList<>();
        if (nestsByDefault && config.getOrDefault(NESTING, "").isEmpty() && !allow.nestingOrDefault()) {
            missing.add(new Missing(
                    "a virtual machine without " + NESTING + ": \"false\", which on this server nests",
                    "nesting: true"));
        }
        new TreeMap<>(config).forEach((key, value) -> {
            if (key.equals(PRIVILEGED)) {
                if (Words.on(value) && !allow.privilegedOrDefault()) {
                    missing.add(new Missing(key + "=" + value, "privileged: true"));
                }
            } else if (key.equals(NESTING)) {
                if (Words.on(value) && !allow.nestingOrDefault()) {
                    missing.add(new Missing(key + "=" + value, "nesting: true"));
                }
            } else if (key.startsWith(ENVIRONMENT) && !allow.environmentOrDefault()) {
                missing.add(new Missing("config " + Words.firstLine(key), "environment: true"));
            } else {
                unlessHarmless(key, value, missing);
            }
        });
        return missing;
    }

    private static void unlessHarmless(String key, String value, List<Missing> missing) {
        if (!harmless(key)) {
            missing.add(Missing.butEverything("config " + key));
        } else if (!Words.oneLine(key) || (!free(key) && !Words.oneLine(value))) {
            missing.add(Missing.butEverything(
                    "config " + Words.firstLine(key) + " with a line break or another control character"));
        } else if (!plain(key, value)) {
            missing.add(Missing.butEverything("config " + Words.firstLine(key)
                    + " with a character that means something in the server's own configuration files"));
        } else if (key.equals(PATTERN) && value.contains("{")) {
            missing.add(Missing.butEverything("config " + key + " with a template (write %d for a number)"));
        }
    }

    private static boolean harmless(String key) {
        return HARMLESS.contains(key)
                || key.startsWith(ENVIRONMENT)
                || key.startsWith(SMBIOS)
                || (key.startsWith(USER) && !key.startsWith(MARKS));
    }

    /**
     * What begins so has a name of one's own in it, and the server writes it into the configuration of LXC or into QEMU's
     * command line, where a comma begins an option of its own: {@code path=} would read a file of the host.
     */
    private static boolean plain(String key, String value) {
        return (!key.startsWith(ENVIRONMENT) && !key.startsWith(SMBIOS))
                || (NAMED.matcher(key).matches() && !(key.startsWith(SMBIOS) && value.contains(",")));
    }

    /** Text that only the guest reads may have many lines. */
    private static boolean free(String key) {
        return key.startsWith(USER) || key.startsWith(CLOUD_INIT);
    }
}
