package dev.incusoperator.e2e;

import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.simulated.SimulatedHost;
import java.util.ArrayList;
import java.util.List;

/**
 * A host whose calls are counted. The operator comes by HTTPS, the admin by the socket.
 *
 * @param name as the table shows it
 */
record CountedPlace(String name, HttpsPlace place, Place admins, CallLog calls) {

    /** The simulated hosts, and the real ones that the environment names. */
    static List<CountedPlace> all() {
        List<CountedPlace> places = new ArrayList<>();
        for (Product product : Product.values()) {
            places.add(simulated(product));
            if (System.getenv("INCUS_OPERATOR_TEST_" + product + "_URL") != null
                    && System.getenv("INCUS_OPERATOR_TEST_" + product + "_SOCKET") != null) {
                places.add(real(product));
            }
        }
        return places;
    }

    static CountedPlace simulated(Product product) {
        return of(SimulatedHost.builder().product(product).start());
    }

    static CountedPlace of(SimulatedHost host) {
        return new CountedPlace(
                "simulated " + host.product(),
                new SimulatedPlace(host, By.HTTPS),
                new SimulatedPlace(host, By.SOCKET),
                new SimulatedCallLog(host));
    }

    private static CountedPlace real(Product product) {
        Place admins = new RealPlace(product, By.SOCKET);
        return new CountedPlace(
                product + " " + System.getenv("INCUS_OPERATOR_TEST_" + product + "_VERSION"),
                new RealPlace(product, By.HTTPS),
                admins,
                new DaemonCallLog(System.getenv("INCUS_OPERATOR_TEST_" + product + "_SOCKET"), admins.client()));
    }

    Product product() {
        return place.product();
    }

    boolean isSimulated() {
        return place instanceof SimulatedPlace;
    }

    HostAdmin admin() {
        return new HostAdmin(admins);
    }

    /** Not AutoCloseable: JUnit would close it after the first test that has it as a parameter. */
    void close() {
        calls.close();
        admins.close();
        place.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
