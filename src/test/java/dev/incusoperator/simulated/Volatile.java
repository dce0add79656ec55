package dev.incusoperator.simulated;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys that the server itself writes into an instance's configuration (trap 20). */
final class Volatile {
    /** Whether the instance has said by its guest API that it is ready. */
    static final String READY = "volatile.last_state.ready";

    private static final String IDMAP =
            "[{\"Isuid\":true,\"Isgid\":false,\"Hostid\":1000000,\"Nsid\":0,\"Maprange\":1000000000},"
                    + "{\"Isuid\":false,\"Isgid\":true,\"Hostid\":1000000,\"Nsid\":0,\"Maprange\":1000000000}]";

    private static final Pattern OF_NIC = Pattern.compile("volatile\\.([^.]+)\\.(hwaddr|host_name)");

    private final Expansion expansion;
    private final Dialect dialect;

    Volatile(Expansion expansion, Dialect dialect) {
        this.expansion = expansion;
        this.dialect = dialect;
    }

    void atCreation(SimulatedInstance instance, Source source) {
        String uuid = UUID.randomUUID().toString();
        instance.config("volatile.uuid", uuid);
        if (dialect.namesInstanceInEvents()) {
            instance.config("volatile.uuid.generation", uuid);
        }
        instance.config("volatile.cloud-init.instance-id", UUID.randomUUID().toString());
        if (source instanceof Source.Image image) {
            instance.config("volatile.base_image", image.image().fingerprint());
        }
        if (!instance.virtualMachine()) {
            instance.config("volatile.idmap.base", "0");
            instance.config("volatile.idmap.next", idmap(instance));
            instance.config("volatile.last_state.idmap", "[]");
        }
        hardwareAddresses(instance);
    }

    /** It is whole now: what its templates are to do is noted until its first start. */
    void atEndOfCreation(SimulatedInstance instance, Source source) {
        instance.config("volatile.apply_template", source instanceof Source.Copy ? "copy" : "create");
        instance.unpacked();
    }

    /** A privileged container has none. Also where its configuration changes. */
    String idmap(SimulatedInstance instance) {
        String privileged = expansion
                .config(instance.project(), instance.definition())
                .getOrDefault("security.privileged", "false");
        return Set.of("true", "1", "yes", "on").contains(privileged) ? "[]" : IDMAP;
    }

    /** Each NIC has one, unless its device says which. */
    void hardwareAddresses(SimulatedInstance instance) {
        nics(instance).forEach((name, device) -> {
            String key = "volatile." + name + ".hwaddr";
            if (!device.containsKey("hwaddr") && !instance.definition().config().containsKey(key)) {
                instance.config(key, Addresses.hardware(dialect.hardwareAddressPrefix()));
            }
        });
    }

    /** Whether its files belong to other users than those it will run with. */
    boolean remaps(SimulatedInstance instance) {
        Map<String, String> config = instance.definition().config();
        return dialect.remapsAtStart()
                && !instance.virtualMachine()
                && !Objects.equals(config.get("volatile.idmap.next"), config.get("volatile.last_state.idmap"));
    }

    void atStart(SimulatedInstance instance) {
        hardwareAddresses(instance);
        instance.definition()
                .config()
                .putIfAbsent("volatile.uuid", UUID.randomUUID().toString());
        instance.dropConfig("volatile.apply_template");
        instance.config("volatile.last_state.power", "RUNNING");
        hostNames(instance);
        if (instance.virtualMachine()) {
            instance.config(
                    "volatile.vsock_id",
                    String.valueOf(100 + Math.abs(instance.name().hashCode() % 100_000)));
        } else {
            String next = instance.definition().config().getOrDefault("volatile.idmap.next", "[]");
            instance.config("volatile.idmap.current", next);
            if (dialect.remapsAtStart()) {
                instance.config("volatile.last_state.idmap", next);
            }
        }
    }

    /** Of a change: NICs that came and went, and whether it is privileged now. */
    void atUpdate(SimulatedInstance instance, Map<String, String> before) {
        Map<String, Map<String, String>> nics = nics(instance);
        instance.definition().config().keySet().removeIf(key -> {
            Matcher matcher = OF_NIC.matcher(key);
            return matcher.matches() && !nics.containsKey(matcher.group(1));
        });
        hardwareAddresses(instance);
        if (instance.active()) {
            hostNames(instance);
        }
        boolean same = Objects.equals(
                before.get("security.privileged"),
                instance.definition().config().get("security.privileged"));
        if (before.containsKey("volatile.idmap.next") && !same) {
            instance.config("volatile.idmap.next", idmap(instance));
        }
    }

    /** Keys that a client may not take away. */
    static boolean ofIdmap(String key) {
        return key.startsWith("volatile.idmap.") || key.equals("volatile.last_state.idmap");
    }

    private void hostNames(SimulatedInstance instance) {
        nics(instance).keySet().forEach(name -> {
            String key = "volatile." + name + ".host_name";
            instance.definition().config().putIfAbsent(key, hostName(instance, name));
        });
    }

    void atStop(SimulatedInstance instance) {
        instance.config("volatile.last_state.power", "STOPPED");
        if (dialect.namesInstanceInEvents()) {
            instance.config(READY, "false");
        }
        nics(instance).keySet().forEach(name -> instance.dropConfig("volatile." + name + ".host_name"));
    }

    private Map<String, Map<String, String>> nics(SimulatedInstance instance) {
        Map<String, Map<String, String>> devices = expansion.devices(instance.project(), instance.definition());
        devices.values().removeIf(device -> !device.getOrDefault("type", "").equals("nic"));
        return devices;
    }

    private static String hostName(SimulatedInstance instance, String nic) {
        String kind = instance.virtualMachine() ? "tap" : "veth";
        return kind
                + String.format("%08x", (instance.project() + instance.name() + nic + instance.starts()).hashCode());
    }
}
