package dev.incusoperator.e2e;

import dev.incusoperator.chaos.CallRecord;
import dev.incusoperator.chaos.HostWire;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.simulated.SimulatedHost;
import java.nio.file.Path;

/** A place that the operator reaches by a wire, and its admin directly. */
record WiredPlace(Place place, HostWire wire, String name) implements Place {

    /** A real Incus where there is one, else a simulated host. */
    static WiredPlace of(CallRecord record) {
        String version = System.getenv("INCUS_OPERATOR_TEST_INCUS_VERSION");
        boolean real = version != null && System.getenv("INCUS_OPERATOR_TEST_INCUS_SOCKET") != null;
        Place place = real
                ? new RealPlace(Product.INCUS, By.SOCKET)
                : new SimulatedPlace(SimulatedHost.builder().start(), By.SOCKET);
        Path socket = real ? Path.of(System.getenv("INCUS_OPERATOR_TEST_INCUS_SOCKET")) : place.ownSocket();
        return new WiredPlace(
                place, new HostWire(socket, record), real ? "Incus " + version + " (unix socket)" : "simulated host");
    }

    @Override
    public String connection(Story story) {
        return "socket: {path: " + wire.socket() + "}";
    }

    @Override
    public Product product() {
        return place.product();
    }

    @Override
    public IncusClient client() {
        return place.client();
    }

    @Override
    public String imageServer() {
        return place.imageServer();
    }

    @Override
    public void killDaemon() {
        place.killDaemon();
    }

    @Override
    public void shutDownMachine() {
        place.shutDownMachine();
    }

    @Override
    public void startDaemon() {
        place.startDaemon();
    }

    @Override
    public Path ownSocket() {
        return place.ownSocket();
    }

    @Override
    public void close() {
        wire.close();
        place.close();
    }
}
