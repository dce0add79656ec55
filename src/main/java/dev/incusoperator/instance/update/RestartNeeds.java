package dev.incusoperator.instance.update;

import dev.incusoperator.client.model.ConfigCatalogue;
import java.util.List;
import java.util.Optional;

/** Which config keys an instance takes up only when it starts: the server's own word first, then a table. Pure. */
final class RestartNeeds {
    /** What the host itself reads when it acts, whatever the server's list says: nothing in the instance waits for it. */
    private static final List<String> READ_BY_THE_HOST =
            List.of("boot.", "cluster.evacuate", "snapshots.", "migration.", "security.protection.");

    /** From the documentation of LXD 5.0 ("Live update": no), whose servers have no list to ask for. */
    private static final List<String> AT_START = List.of(
            "agent.nic_config",
            "cloud-init.",
            "limits.kernel.",
            "limits.memory.hugepages",
            "linux.sysctl.",
            "nvidia.",
            "raw.idmap",
            "raw.lxc",
            "raw.qemu",
            "raw.seccomp",
            "security.agent.metrics",
            "security.csm",
            "security.devlxd",
            "security.guestapi",
            "security.idmap.",
            "security.privileged",
            "security.secureboot",
            "security.sev",
            "security.syscalls.",
            "user.meta-data",
            "user.network-config",
            "user.user-data",
            "user.vendor-data");

    private RestartNeeds() {}

    /** @param catalogue the server's own list, empty where it has none */
    static boolean waitsForStart(String key, Optional<ConfigCatalogue> catalogue) {
        if (READ_BY_THE_HOST.stream().anyMatch(key::startsWith)) {
            return false;
        }
        return catalogue
                .flatMap(list -> list.isLive(key))
                .map(live -> !live)
                .orElseGet(() -> AT_START.stream().anyMatch(key::startsWith));
    }
}
