package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.Fault;
import dev.incusoperator.simulated.Latency;
import dev.incusoperator.simulated.Latency.Kind;
import dev.incusoperator.simulated.SimulatedHost;
import dev.incusoperator.simulated.SimulatedImage;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Virtual machines whose agent comes late, addresses that come late, and instances that say themselves that they are ready. */
@Tag(Servers.KUBE)
@Tag(Servers.SIMULATED)
class SimulatedInsideIT extends EndToEnd {
    private static final String MACHINE = "type: virtual-machine\nimage: {alias: debian}\n";
    private static final String GREETS = "exec: [{name: greet, command: [echo, hello]}]\n";
    private static final Duration NEVER = Duration.ofDays(1);

    private SimulatedHost host;

    @Override
    Place place() {
        host = SimulatedHost.builder()
                .image(SimulatedImage.virtualMachine("debian"))
                .latency(Latency.none().with(Kind.AGENT, NEVER).with(Kind.ADDRESS, NEVER))
                .start();
        return new SimulatedPlace(host, By.SOCKET);
    }

    @Test
    void a_virtual_machine_is_given_its_file_and_runs_its_command_when_its_agent_answers_and_not_before() {
        TestInstance database =
                story().create("database", MACHINE + GREETS + "files: [{path: /etc/motd, content: hello}]");
        Condition waiting = database.awaitReady("NotReadyYet");
        assertThat(waiting.getMessage()).contains("the agent", "to write its files");

        host.admin().agentReady("default", database.ref().name(), true);

        database.awaitReady();
        assertThat(host.instance(database.ref().name()).orElseThrow().files().get("/etc/motd"))
                .isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
        assertThat(database.exec("greet").attempts()).isEqualTo(1);
        assertThat(database.exec("greet").stdout().tail()).isEqualTo("hello\n");
    }

    @Test
    void a_command_in_a_virtual_machine_is_not_sent_before_its_agent_answers() {
        TestInstance database = story().create("database", MACHINE + GREETS);
        Condition waiting = database.awaitReady("NotReadyYet");
        assertThat(waiting.getMessage()).contains("the agent", "to run its commands");
        assertThat(database.status().execOrEmpty()).isEmpty();

        host.admin().agentReady("default", database.ref().name(), true);

        database.awaitReady();
        assertThat(database.exec("greet").attempts()).isEqualTo(1);
    }

    @Test
    void a_virtual_machine_without_anything_to_do_in_it_is_ready_without_its_agent_unless_that_is_asked_for() {
        TestInstance plain = story().create("plain", MACHINE);
        TestInstance agent = story().create("agent", MACHINE + "readyWhen: [{type: Agent}]");

        plain.awaitReady();
        agent.awaitReady("NotReadyYet");

        host.admin().agentReady("default", agent.ref().name(), true);

        agent.awaitReady();
    }

    @Test
    void an_address_is_waited_for_and_one_that_is_lost_runs_nothing_again() {
        TestInstance web = story().create("web", "readyWhen: [{type: IPv4}]\n" + GREETS);
        Condition waiting = web.awaitReady("NotReadyYet");
        assertThat(waiting.getMessage()).contains("a global IPv4 address");
        assertThat(web.status().execOrEmpty()).isEmpty();

        host.admin().addressed("default", web.ref().name(), true);
        web.awaitReady();
        assertThat(web.exec("greet").attempts()).isEqualTo(1);

        host.admin().stop("default", web.ref().name());
        web.awaitReady("NotReadyYet");
        host.admin().addressed("default", web.ref().name(), true);

        web.awaitReady();
        assertThat(web.exec("greet").attempts()).isEqualTo(1);
    }

    @Test
    void an_address_is_waited_for_also_after_the_state_could_not_be_read() {
        TestInstance web = story().create("web", "readyWhen: [{type: IPv4}]");
        web.awaitReady("NotReadyYet");

        host.calls().reset();
        host.faults().times(3, "GET", ".*/instances/" + web.ref().name(), Fault.status(500, "database is locked"));
        Eventually.isSo(
                "it was not read when it was looked at", () -> host.calls().count("GET", "/1.0/instances/{name}") >= 3);
        host.admin().addressed("default", web.ref().name(), true);

        web.awaitReady();
    }

    @Test
    void an_operator_that_starts_takes_what_was_ready_for_ready() {
        TestInstance web = story().create("web", "readyWhen: [{type: IPv4}]");
        web.awaitReady("NotReadyYet");
        host.admin().addressed("default", web.ref().name(), true);
        web.awaitReady();
        String version = web.get().getMetadata().getResourceVersion();
        host.calls().reset();

        story().operator().kill();
        story().operator().startAgain();
        // what is made after the start is ready only when that has been gone through
        story().create("other", "").awaitReady();

        assertThat(web.get().getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(host.calls().journal())
                .noneMatch(call -> call.template().equals("/1.0/instances/{name}")
                        && call.path().contains(web.ref().name()));
    }

    @Test
    void an_instance_that_says_itself_when_it_is_ready_is_believed() {
        TestInstance web = story().create("web", "readyWhen: [{type: InstanceReady}]\n" + GREETS);
        web.awaitReady("NotReadyYet");

        host.admin().saysReady("default", web.ref().name());

        web.awaitReady();
        assertThat(web.exec("greet").attempts()).isEqualTo(1);
        assertThat(web.status().instance().status()).isEqualTo("Ready");
    }
}
