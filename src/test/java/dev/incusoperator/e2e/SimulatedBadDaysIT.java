package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.SimulatedHost;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bad days of an instance that is kept, as only a simulated host has them when they are wanted. */
@Tag(Servers.KUBE)
@Tag(Servers.SIMULATED)
class SimulatedBadDaysIT extends EndToEnd {
    private static final long GONE_LIMIT_SECONDS = 90;

    private SimulatedHost host;

    @Override
    Place place() {
        host = SimulatedHost.builder().start();
        return new SimulatedPlace(host, By.SOCKET);
    }

    @AfterEach
    void heal() {
        host.faults().heal();
    }

    @Test
    void drift_of_which_no_event_told_is_mended_once_the_events_come_again() {
        TestInstance web = story().create("web", "config: {user.color: green}");
        web.awaitReady();

        host.faults().loseEvents(event -> true);
        host.admin().setConfig(web.ref().name(), "user.color", "red");
        host.admin().stop(web.ref().name());
        host.faults().heal();
        host.faults().cutEvents();

        Eventually.isSo(
                "it is as declared",
                () -> isGreen(web)
                        && host.instance(web.ref().name()).orElseThrow().running());
        web.awaitReady();
    }

    @Test
    void drift_that_was_made_while_no_connection_came_through_is_mended_afterwards() {
        TestInstance web = story().create("web", "config: {user.color: green}");
        web.awaitReady();

        host.faults().refuseConnections();
        web.awaitReady("HostUnreachable");
        host.admin().setConfig(web.ref().name(), "user.color", "red");
        host.faults().acceptConnections();

        Eventually.isSo("it is put back", () -> isGreen(web));
        web.awaitReady();
    }

    @Test
    void fields_that_nobody_knows_yet_are_no_hindrance() {
        host.faults().unknownFields(true);
        TestInstance web = story().create("web", """
                config: {user.color: green}
                exec: [{name: greet, command: [echo, hello]}]
                """);
        web.awaitReady();
        assertThat(web.exec("greet").stdout().tail()).isEqualTo("hello\n");

        web.edit("config: {user.color: red}");
        web.awaitReady();
        host.admin().setConfig(web.ref().name(), "user.color", "blue");

        Eventually.isSo(
                "it is put back",
                () -> "red"
                        .equals(host.instance(web.ref().name())
                                .orElseThrow()
                                .config()
                                .get("user.color")));
        web.awaitReady();
        assertThat(web.status().driftOrEmpty()).isEmpty();
    }

    @Test
    void a_disk_that_is_full_is_told_in_the_servers_words_and_tried_again() {
        host.faults().diskFull(true);
        TestInstance web = story().create("web", "");

        assertThat(web.awaitReady("CreateFailed").getMessage()).contains("no space left");
        assertThat(web.hasCondition("Stalled")).isFalse();

        host.faults().diskFull(false);
        web.awaitReady();
    }

    @Test
    void a_change_that_fails_halfway_is_told_and_made_again() {
        TestInstance web = story().create("web", "config: {user.color: green}");
        web.awaitReady();

        host.faults().failOperations("Updating .*", "Failed to write the backup file: input/output error");
        web.edit("config: {user.color: red, user.shape: round}");
        assertThat(web.awaitReady("UpdateFailed").getMessage()).contains("input/output error");

        host.faults().heal();
        web.awaitReady();
        assertThat(host.instance(web.ref().name()).orElseThrow().config())
                .containsEntry("user.color", "red")
                .containsEntry("user.shape", "round");
    }

    @Test
    void a_resource_that_is_made_anew_the_moment_its_namesake_is_gone_is_served() {
        for (int i = 0; i < 10; i++) {
            TestInstance web = story().create("web", "");
            web.awaitReady();
            web.delete();
            // told by a watch, as the operator is: what is made now is made while it hears of the end
            web.kube()
                    .resources(IncusInstance.class)
                    .inNamespace(web.namespace())
                    .withName(web.name())
                    .waitUntilCondition(Objects::isNull, GONE_LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private boolean isGreen(TestInstance web) {
        return "green"
                .equals(host.instance(web.ref().name()).orElseThrow().config().get("user.color"));
    }
}
