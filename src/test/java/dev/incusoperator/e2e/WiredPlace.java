package dev.incusoperator.e2e;

import dev.incusoperator.chaos.CallRecord;
import dev.incusoperator.chaos.HostWay;
import dev.incusoperator.chaos.HostWire;
import dev.incusoperator.chaos.TcpWire;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.simulated.SimulatedHost;
import java.net.URI;
import java.nio.file.Path;

/**
 * A place that the operator reaches by a wire, and its admin directly.
 *
 * @param means of the operator to connect
 * @param name as reports show it
 */
record WiredPlace(Place place, HostWay way, Means means, String name) implements Place {

    /** The part of a host's spec that leads to the wire. */
    interface Means {
        String connection(Story story);
    }

    /** A real Incus where there is one, else a simulated host. What is called is seen. */
    static WiredPlace bySocket(CallRecord record) {
        HttpsPlace place = incusOrSimulated();
        HostWire wire = new HostWire(socket(place), record);
        return new WiredPlace(
                place, wire, story -> "socket: {path: " + wire.socket() + "}", name(place, "unix socket"));
    }

    /** The same by a wire on which TLS is spoken. */
    static WiredPlace byHttps() {
        HttpsPlace place = incusOrSimulated();
        TcpWire wire = new TcpWire(URI.create(place.url()).getPort());
        Means means = story -> HttpsPlace.connection(
                "https://127.0.0.1:" + wire.port(),
                story.hostSecret(place.trustedClient()),
                "{fingerprint: " + place.serverFingerprint() + "}");
        return new WiredPlace(place, wire, means, name(place, "https"));
    }

    private static HttpsPlace incusOrSimulated() {
        return isReal()
                ? new RealPlace(Product.INCUS, By.SOCKET)
                : new SimulatedPlace(SimulatedHost.builder().start(), By.SOCKET);
    }

    private static boolean isReal() {
        return System.getenv("INCUS_OPERATOR_TEST_INCUS_VERSION") != null
                && System.getenv("INCUS_OPERATOR_TEST_INCUS_SOCKET") != null;
    }

    private static Path socket(Place place) {
        return isReal() ? Path.of(System.getenv("INCUS_OPERATOR_TEST_INCUS_SOCKET")) : place.ownSocket();
    }

    private static String name(Place place, String by) {
        return isReal()
                ? "Incus " + System.getenv("INCUS_OPERATOR_TEST_INCUS_VERSION") + " (" + by + ")"
                : "simulated host";
    }

    @Override
    public String connection(Story story) {
        return means.connection(story);
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
        way.close();
        place.close();
    }
}
