package dev.incusoperator.simulated;

import java.util.Map;
import java.util.UUID;

/** The keys that the server itself writes into an instance's configuration (trap 20). */
final class Volatile {
    private static final String IDMAP =
            "[{\"Isuid\":true,\"Isgid\":false,\"Hostid\":1000000,\"Nsid\":0,\"Maprange\":1000000000},"
                    + "{\"Isuid\":false,\"Isgid\":true,\"Hostid\":1000000,\"Nsid\":0,\"Maprange\":1000000000}]";

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
        instance.config("volatile.apply_template", source instanceof Source.Copy ? "copy" : "create");
        if (source instanceof Source.Image image) {
            instance.config("volatile.base_image", image.image().fingerprint());
        }
        if (!instance.virtualMachine()) {
            instance.config("volatile.idmap.base", "0");
            instance.config("volatile.idmap.next", IDMAP);
            instance.config("volatile.last_state.idmap", "[]");
        }
        hardwareAddresses(instance);
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

    void atStart(SimulatedInstance instance) {
        hardwareAddresses(instance);
        instance.dropConfig("volatile.apply_template");
        instance.config("volatile.last_state.power", "RUNNING");
        nics(instance)
                .keySet()
                .forEach(name -> instance.config("volatile." + name + ".host_name", hostName(instance, name)));
        if (instance.virtualMachine()) {
            instance.config(
                    "volatile.vsock_id",
                    String.valueOf(100 + Math.abs(instance.name().hashCode() % 100_000)));
        } else {
            instance.config("volatile.idmap.current", IDMAP);
        }
    }

    void atStop(SimulatedInstance instance) {
        instance.config("volatile.last_state.power", "STOPPED");
        if (dialect.namesInstanceInEvents()) {
            instance.config("volatile.last_state.ready", "false");
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
