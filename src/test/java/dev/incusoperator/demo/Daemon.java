package dev.incusoperator.demo;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo;
import dev.incusoperator.client.model.Versioned;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The Incus or LXD that the demo's instance lives on, asked past the operator. */
final class Daemon implements AutoCloseable {
    /** As dev/servers calls the one that runs virtual machines, in its variables. */
    private static final String VM = "VM";

    private final String server;
    private final String socket;
    private final Map<String, String> environment;
    private final IncusClient client;

    private Daemon(String server, String socket, Map<String, String> environment) {
        this.server = server;
        this.socket = socket;
        this.environment = environment;
        this.client = IncusClient.builder().target(socket).build();
    }

    /** The Incus, else the LXD, else the Incus that runs virtual machines, that the environment names. */
    static Daemon of(Map<String, String> environment) {
        for (String server : List.of("INCUS", "LXD", VM)) {
            String socket = environment.getOrDefault("INCUS_OPERATOR_TEST_" + server + "_SOCKET", "");
            if (!socket.isEmpty()) {
                return new Daemon(server, socket, environment);
            }
        }
        throw new DemoFailure("""
                There is no Incus to show anything on: INCUS_OPERATOR_TEST_INCUS_SOCKET is not set.
                  dev/demo                            brings a private Incus up by itself
                  dev/demo --incus-socket PATH        uses the one at that socket
                  eval "$(dev/servers up incus)"      brings one up that stays, for this program run by hand""");
    }

    String socket() {
        return socket;
    }

    ServerInfo.Product product() {
        return server.equals("LXD") ? ServerInfo.Product.LXD : ServerInfo.Product.INCUS;
    }

    /** Where instances are to be virtual machines: of which image, and with how much memory. */
    Optional<MachineImage> machines() {
        return server.equals(VM)
                ? Optional.of(new MachineImage(variable("IMAGE"), variable("MEMORY")))
                : Optional.empty();
    }

    /** An image of a virtual machine, and the memory that it needs. */
    record MachineImage(String alias, String memory) {}

    private String variable(String name) {
        return environment.getOrDefault("INCUS_OPERATOR_TEST_" + server + "_" + name, "");
    }

    IncusClient client() {
        return client;
    }

    /** {@code Incus 6.0.4 (private daemon, unix socket)}. */
    String describe() {
        try {
            String name = product() == ServerInfo.Product.INCUS ? "Incus" : "LXD";
            String where = isPrivate() ? "private daemon, unix socket" : "unix socket " + socket;
            return name + " " + client.server().get().version() + " (" + where + ")";
        } catch (IncusException e) {
            throw new DemoFailure("The server at " + socket + " does not answer: " + e.getMessage());
        }
    }

    /** How a person lists its instances. */
    String listCommand() {
        String kind = server.toLowerCase(Locale.ROOT);
        if (isPrivate()) {
            return "%s -n %s ctl %s cli list"
                    .formatted(
                            environment.get("INCUS_OPERATOR_DEV_SERVERS"),
                            environment.get("INCUS_OPERATOR_DEV_NAME"),
                            kind);
        }
        return product() == ServerInfo.Product.INCUS ? "INCUS_SOCKET=" + socket + " incus list" : "lxc list";
    }

    Optional<Instance> find(String instance) {
        return client.instances()
                .get(new InstanceRef("default", instance), false)
                .map(Versioned::value);
    }

    @Override
    public void close() {
        client.close();
    }

    private boolean isPrivate() {
        return environment.containsKey("INCUS_OPERATOR_DEV_SERVERS");
    }
}
