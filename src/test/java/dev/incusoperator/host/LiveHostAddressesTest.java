package dev.incusoperator.host;

import static dev.incusoperator.host.HostRig.ref;
import static dev.incusoperator.host.HostRig.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.model.InstanceState;
import dev.incusoperator.host.Host.AddressWatch;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.Fault;
import dev.incusoperator.simulated.Latency;
import dev.incusoperator.simulated.SimulatedHost;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Addresses come and go without an event: a live host looks at those that it is to watch. */
@Tag(Servers.SIMULATED)
class LiveHostAddressesTest {
    private static final String ONE = "/1.0/instances/{name}";
    private static final Duration SOON = Duration.ofMillis(200);

    private final SimulatedHost server =
            SimulatedHost.builder().latency(Latency.none()).start();
    private HostRig rig = new HostRig(FixedSettings.defaults().relistInterval(SOON));

    @AfterEach
    void stop() {
        rig.close();
        server.close();
    }

    private LiveHost connect(int instances) {
        for (int i = 0; i < instances; i++) {
            server.admin().create("web-" + i, Map.of());
            server.admin().start("web-" + i);
            server.admin().addressed("default", "web-" + i, true);
        }
        return rig.connect(server);
    }

    private boolean hasAddress(LiveHost host, String name) {
        InstanceState state = seen(host, name).instance().state();
        return state != null
                && state.addresses().stream()
                        .anyMatch(address -> address.family().equals("inet")
                                && address.scope().equals("global"));
    }

    @Test
    void one_that_is_watched_often_is_known_to_lose_its_address_and_to_get_it_back() {
        LiveHost host = connect(1);
        host.watchAddresses(ref("web-0"), AddressWatch.OFTEN);
        await().until(() -> hasAddress(host, "web-0"));

        rig.heard.instances.clear();
        server.admin().addressed("default", "web-0", false);
        await().until(() -> !hasAddress(host, "web-0"));
        assertThat(rig.heard.instances).contains(ref("web-0"));

        server.admin().addressed("default", "web-0", true);
        await().until(() -> hasAddress(host, "web-0"));
    }

    @Test
    void the_others_are_known_by_the_listing_that_comes_every_ten_minutes_and_by_no_call_more() {
        LiveHost host = connect(2);
        host.watchAddresses(ref("web-0"), AddressWatch.RARELY);
        await().until(() -> hasAddress(host, "web-0"));

        server.admin().addressed("default", "web-0", false);
        await().until(() -> !hasAddress(host, "web-0"));

        assertThat(server.calls().count("GET", ONE)).isZero();
    }

    @Test
    void where_listing_all_with_their_state_is_too_much_they_are_looked_at_one_by_one() {
        LiveHost host = connect(2);
        server.faults().once("GET", "/1.0/instances", new Fault.Garbled("[".repeat(1_000)));
        host.watchAddresses(ref("web-0"), AddressWatch.RARELY);

        await().until(() -> hasAddress(host, "web-0"));
        assertThat(server.calls().count("GET", ONE)).isPositive();
    }

    @Test
    void many_that_are_watched_often_are_looked_at_by_one_listing() {
        rig.close();
        rig = new HostRig(FixedSettings.defaults());
        LiveHost host = connect(40);
        for (int i = 0; i < 40; i++) {
            host.watchAddresses(ref("web-" + i), AddressWatch.OFTEN);
        }
        server.calls().reset();

        host.life().addresses().lookAtAll();

        assertThat(hasAddress(host, "web-0")).isTrue();
        assertThat(hasAddress(host, "web-39")).isTrue();
        assertThat(server.calls().count("GET", ONE)).isZero();
        assertThat(server.calls().count("GET", "/1.0/instances")).isEqualTo(1);
    }

    @Test
    void nothing_is_asked_of_what_is_not_watched_any_more_or_has_stopped() {
        rig.close();
        rig = new HostRig(FixedSettings.defaults());
        LiveHost host = connect(2);
        host.watchAddresses(ref("web-0"), AddressWatch.OFTEN);
        host.watchAddresses(ref("web-1"), AddressWatch.OFTEN);
        host.watchAddresses(ref("web-0"), AddressWatch.NONE);
        server.admin().stop("web-1");
        await().until(() -> seen(host, "web-1").instance().status().equals("Stopped"));
        server.calls().reset();

        host.life().addresses().lookAtAll();

        assertThat(server.calls().count("GET", ONE)).isZero();
    }
}
