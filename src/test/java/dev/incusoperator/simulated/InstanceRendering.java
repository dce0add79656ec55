package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.simulated.SimulatedInstance.Definition;
import dev.incusoperator.simulated.SimulatedInstance.Snapshot;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/** An instance and its state as the API shows them. */
final class InstanceRendering {
    /** The pieces of JSON that a {@link Dialect} may complete. */
    enum Part {
        STATE,
        MEMORY,
        CPU,
        PROFILE
    }

    private static final String NEVER = "1970-01-01T00:00:00Z";
    private static final String ZERO = "0001-01-01T00:00:00Z";

    private final Expansion expansion;
    private final Dialect dialect;
    private final Faults faults;

    InstanceRendering(Expansion expansion, Dialect dialect, Faults faults) {
        this.expansion = expansion;
        this.dialect = dialect;
        this.faults = faults;
    }

    /** Of an instance whose member is dead nobody knows more than that (trap 32). */
    private SimulatedInstance.Status status(SimulatedInstance instance) {
        if (faults.dead(instance.location())) {
            return SimulatedInstance.Status.ERROR;
        }
        return instance.status() == SimulatedInstance.Status.RUNNING
                        && "true".equals(instance.definition().config().get(Volatile.READY))
                ? SimulatedInstance.Status.READY
                : instance.status();
    }

    ObjectNode instance(SimulatedInstance instance) {
        Definition definition = instance.definition();
        ObjectNode json = Json.object().put("architecture", definition.architecture());
        json.set("config", Json.of(definition.config()));
        json.set("devices", Json.devices(definition.devices()));
        json.put("ephemeral", definition.ephemeral());
        json.set("profiles", Json.texts(definition.profiles()));
        json.put("stateful", false)
                .put("description", definition.description())
                .put("created_at", instance.createdAt().toString());
        json.set("expanded_config", Json.of(expansion.config(instance.project(), definition)));
        json.set("expanded_devices", Json.devices(expansion.devices(instance.project(), definition)));
        return json.put("name", instance.name())
                .put("status", status(instance).text())
                .put("status_code", status(instance).code())
                .put(
                        "last_used_at",
                        instance.lastUsedAt().map(Instant::toString).orElse(NEVER))
                .put("location", instance.location())
                .put("type", instance.type())
                .put("project", instance.project());
    }

    /** With its state and snapshots. */
    ObjectNode full(SimulatedInstance instance) {
        ObjectNode json = instance(instance);
        json.putNull("backups");
        json.set("state", state(instance));
        if (instance.snapshots().isEmpty()) {
            json.putNull("snapshots");
            return json;
        }
        ArrayNode snapshots = json.putArray("snapshots");
        instance.snapshots().values().forEach(snapshot -> snapshots.add(snapshot(instance, snapshot)));
        return json;
    }

    ObjectNode snapshot(SimulatedInstance instance, Snapshot snapshot) {
        Definition definition = snapshot.definition();
        ObjectNode json = Json.object().put("expires_at", ZERO).put("architecture", definition.architecture());
        json.set("config", Json.of(definition.config()));
        json.put("created_at", snapshot.createdAt().toString());
        json.set("devices", Json.devices(definition.devices()));
        json.put("ephemeral", definition.ephemeral());
        json.set("expanded_config", Json.of(expansion.config(instance.project(), definition)));
        json.set("expanded_devices", Json.devices(expansion.devices(instance.project(), definition)));
        json.put("last_used_at", NEVER).put("name", snapshot.name());
        json.set("profiles", Json.texts(definition.profiles()));
        return json.put("stateful", false).put("size", -1);
    }

    ObjectNode state(SimulatedInstance instance) {
        boolean active = instance.active();
        ObjectNode json = Json.object()
                .put("status", status(instance).text())
                .put("status_code", status(instance).code());
        json.putObject("disk");
        ObjectNode memory = json.putObject("memory").put("usage", active ? 700_416L : 0L);
        memory.put("usage_peak", active ? 2_011_136L : 0L).put("swap_usage", 0L).put("swap_usage_peak", 0L);
        dialect.complete(Part.MEMORY, memory);
        if (active) {
            json.set("network", network(instance));
        } else {
            json.putNull("network");
        }
        json.put("pid", active ? pid(instance) : 0L).put("processes", active ? processes(instance) : 0L);
        ObjectNode cpu = json.putObject("cpu").put("usage", active ? 29_690_721L : 0L);
        dialect.complete(Part.CPU, cpu);
        json.put("started_at", instance.startedAt().map(Instant::toString).orElse(ZERO));
        dialect.complete(Part.STATE, json);
        return json;
    }

    private static long pid(SimulatedInstance instance) {
        return 1000L + instance.starts();
    }

    private static long processes(SimulatedInstance instance) {
        boolean blind = instance.virtualMachine() && !instance.guest().agentReady();
        return blind ? -1 : 3 + instance.guest().processes().size();
    }

    private ObjectNode network(SimulatedInstance instance) {
        ObjectNode network = Json.object();
        expansion.devices(instance.project(), instance.definition()).forEach((name, device) -> {
            if (device.getOrDefault("type", "").equals("nic")) {
                network.set(device.getOrDefault("name", name), nic(instance, name));
            }
        });
        ObjectNode loopback = link("", "", "loopback").put("mtu", 65536);
        ArrayNode addresses = (ArrayNode) loopback.path("addresses");
        addresses.add(address("inet", "127.0.0.1", "8", "local")).add(address("inet6", "::1", "128", "local"));
        network.set("lo", loopback);
        return network;
    }

    private static ObjectNode nic(SimulatedInstance instance, String device) {
        Map<String, String> config = instance.definition().config();
        String hardware = config.getOrDefault("volatile." + device + ".hwaddr", "00:00:00:00:00:00");
        ObjectNode link = link(hardware, config.getOrDefault("volatile." + device + ".host_name", ""), "broadcast");
        ArrayNode addresses = (ArrayNode) link.path("addresses");
        if (instance.guest().addressed()) {
            addresses.add(address("inet", Addresses.ipv4(hardware), "24", "global"));
        }
        addresses.add(address("inet6", Addresses.linkLocal(hardware), "64", "link"));
        return link.put("mtu", 1500);
    }

    private static ObjectNode link(String hardware, String host, String type) {
        boolean counts = !hardware.isEmpty();
        ObjectNode link = Json.object();
        link.putArray("addresses");
        ObjectNode counters = link.putObject("counters");
        for (String counter : new String[] {
            "bytes_received",
            "bytes_sent",
            "packets_received",
            "packets_sent",
            "errors_received",
            "errors_sent",
            "packets_dropped_outbound",
            "packets_dropped_inbound"
        }) {
            counters.put(counter, counts && !counter.matches(".*(errors|dropped).*") ? 690 : 0);
        }
        return link.put("hwaddr", hardware)
                .put("host_name", host)
                .put("mtu", 0)
                .put("state", "up")
                .put("type", type);
    }

    private static ObjectNode address(String family, String address, String netmask, String scope) {
        return Json.object()
                .put("family", family)
                .put("address", address)
                .put("netmask", netmask)
                .put("scope", scope);
    }

    /** Changes with whatever a {@code PUT} may change, as the daemon's. */
    String etag(SimulatedInstance instance) {
        Definition definition = instance.definition();
        return hash(definition.architecture()
                + definition.config()
                + definition.devices()
                + definition.ephemeral()
                + definition.profiles());
    }

    static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
