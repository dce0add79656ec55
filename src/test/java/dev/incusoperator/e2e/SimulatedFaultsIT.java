package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.Fault;
import dev.incusoperator.simulated.SimulatedHost;
import dev.incusoperator.simulated.SimulatedImage;
import io.fabric8.kubernetes.api.model.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real host shows rarely, or not here: lost answers, another server, virtual machines. */
@Tag(Servers.KUBE)
@Tag(Servers.SIMULATED)
class SimulatedFaultsIT extends EndToEnd {
    private static final String COUNTED = "exec: [{name: setup, command: [sh, -c, 'echo run >> /runs']}]";

    private SimulatedHost host;

    @Override
    Place place() {
        host = SimulatedHost.builder()
                .image(SimulatedImage.virtualMachine("debian"))
                .start();
        return new SimulatedPlace(host, By.SOCKET);
    }

    @AfterEach
    void heal() {
        host.faults().heal();
    }

    @Test
    void an_instance_whose_creation_was_not_answered_is_found_and_not_made_twice() {
        host.faults().once("POST", "/1.0/instances", Fault.dropAfterwards());
        TestInstance web = story().create("web", COUNTED);

        web.awaitReady();

        assertThat(host.instance(web.ref().name()).orElseThrow().starts()).isEqualTo(1);
        assertThat(story().admin().lines(web.ref(), "/runs")).isEqualTo(1);
        assertThat(creations(web)).isEqualTo(1);
    }

    @Test
    void a_creation_that_was_not_heard_is_asked_for_again() {
        host.faults().once("POST", "/1.0/instances", Fault.drop());
        TestInstance web = story().create("web", COUNTED);

        web.awaitReady();

        assertThat(story().admin().lines(web.ref(), "/runs")).isEqualTo(1);
    }

    @Test
    void a_command_whose_sending_was_not_answered_is_unknown_and_not_sent_again() {
        host.faults().once("POST", "/1.0/instances/.*/exec", Fault.dropAfterwards());
        TestInstance web = story().create("web", COUNTED);

        Condition ready = web.awaitReady("CommandUnknown");

        assertThat(ready.getMessage()).contains("setup", "incusoperator.dev/rerun");
        assertThat(web.exec("setup").state()).isEqualTo(ExecState.UNKNOWN);
        assertThat(story().admin().lines(web.ref(), "/runs")).isEqualTo(1);
    }

    @Test
    void an_operator_that_is_killed_while_it_sends_a_command_does_not_send_it_again() {
        host.faults().once("POST", "/1.0/instances/.*/exec", Fault.hangAfterwards());
        TestInstance web = story().create("web", COUNTED);
        web.awaitExec("setup", ExecState.RUNNING);
        Eventually.isSo(
                "the command has run",
                () -> host.instance(web.ref().name()).stream()
                        .anyMatch(instance -> instance.files().containsKey("/runs")));

        story().operator().kill();
        story().operator().startAgain();

        ExecStatus setup = web.awaitExec("setup", ExecState.UNKNOWN);
        web.awaitReady("CommandUnknown");
        assertThat(setup.attempts()).isEqualTo(1);
        assertThat(story().admin().lines(web.ref(), "/runs")).isEqualTo(1);
    }

    @Test
    void an_operator_that_is_asked_to_end_does_so_and_a_command_goes_on() {
        TestInstance web =
                story().create("web", "exec: [{name: slow, command: [sh, -c, 'echo run >> /runs; sleep 2']}]");
        web.await(
                "runs its command",
                now -> now.getStatus() != null
                        && now.getStatus().execOrEmpty().stream().anyMatch(exec -> exec.operation() != null));

        assertThat(story().operator().terminate()).isIn(0, 143);
        story().operator().startAgain();

        web.await(
                "is told its end or that it is not known",
                now -> now.getStatus().execOrEmpty().stream().noneMatch(exec -> exec.state() == ExecState.RUNNING));
        assertThat(web.exec("slow").attempts()).isEqualTo(1);
        assertThat(story().admin().lines(web.ref(), "/runs")).isEqualTo(1);
    }

    @Test
    void a_failing_command_is_tried_again_as_often_as_its_entry_says() {
        TestInstance web = story().create("web", """
                exec:
                - {name: flaky, command: [sh, -c, 'echo run >> /runs; exit 1'], onFailure: Retry, backoffLimit: 1}
                """);

        web.await("is Stalled", now -> TestInstance.isStalled(now));

        assertThat(web.exec("flaky").attempts()).isEqualTo(2);
        assertThat(web.condition("Ready").getReason()).isEqualTo("CommandFailed");
        assertThat(story().admin().lines(web.ref(), "/runs")).isEqualTo(2);
    }

    @Test
    void what_somebody_stopped_is_started_by_one_call_and_few_looks() {
        TestInstance web = story().create("web", "");
        web.await(
                "has its address",
                now -> TestInstance.isReady(now) && now.getStatus().instance().ipv4() != null);
        host.calls().reset();
        long before = story().operator().reconciliations();

        host.admin().stop(web.ref().name());

        Eventually.isSo(
                "it was started",
                () -> host.instance(web.ref().name()).orElseThrow().starts() == 2);
        web.await(
                "has its address again",
                now -> TestInstance.isReady(now) && now.getStatus().instance().ipv4() != null);
        assertThat(host.calls().count("PUT", "/1.0/instances/{name}/state")).isEqualTo(1);
        assertThat(story().operator().reconciliations() - before).isLessThan(12);
    }

    @Test
    void another_server_in_the_place_of_the_known_one_is_not_touched_until_it_is_accepted() {
        TestInstance web = story().create("web", "");
        web.awaitReady();

        host.becomeAnotherServer();

        Condition changed = story().host().awaitReady("HostChanged");
        assertThat(changed.getMessage()).contains(host.serverFingerprint(), "accept-server");
        web.awaitReady("HostChanged");
        host.admin().stop(web.ref().name());
        TestInstance other = story().create("other", "");
        other.awaitReady("HostChanged");
        assertThat(host.instance(web.ref().name()).orElseThrow().running()).isFalse();

        story().host().annotate("accept-server", host.serverFingerprint());

        web.awaitReady();
        other.awaitReady();
    }

    @Test
    void a_virtual_machine_is_made_and_its_command_run() {
        TestInstance database = story().create("database", """
                type: virtual-machine
                image: {alias: debian}
                exec: [{name: greet, command: [echo, hello]}]
                """);
        database.awaitReady();

        assertThat(host.instance(database.ref().name()).orElseThrow().type()).isEqualTo("virtual-machine");
        assertThat(database.status().instance().type()).isEqualTo("virtual-machine");
        assertThat(database.exec("greet").stdout().tail()).isEqualTo("hello\n");
    }

    @Test
    void a_guest_that_does_not_heed_being_asked_to_stop_is_stopped_by_force() {
        TestInstance web = story().create("web", "timeouts: {stop: 1s}");
        web.awaitReady();
        host.admin().ignoresShutdown("default", web.ref().name());

        web.delete();
        web.awaitGone();

        assertThat(host.instance(web.ref().name())).isEmpty();
    }

    private long creations(TestInstance web) {
        return host.calls().journal().stream()
                .filter(call -> call.method().equals("POST") && call.template().equals("/1.0/instances"))
                .filter(call -> call.body().contains("\"" + web.ref().name() + "\""))
                .count();
    }
}
