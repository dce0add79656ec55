package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.simulated.CommandInterpreter;
import dev.incusoperator.simulated.CommandResult;
import dev.incusoperator.simulated.Fault;
import dev.incusoperator.simulated.SimulatedHost;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was sent belongs to what runs: it is followed to its end, and what a status says of it is believed as far as the host confirms it. */
class CommandsUnderWayTest {
    private static final String EXEC = "/1.0/instances/{name}/exec";
    private static final String SLOW = "exec: [{name: slow, command: [sh, -c, 'echo begun; sleep 3'], timeout: 60s}]";
    private static final String ENDLESS = "exec: [{name: slow, command: [sleep, infinity], timeout: 60s}]";
    private static final String GREET = "exec: [{name: greet, command: [echo, hello]}]";
    private static final String OTHERS_SECRET = "what another tenant prints";

    static Stream<Arguments> gates() {
        return Stream.of(
                gate("the resource is paused", bench -> bench.annotate("incusoperator.dev/paused", "true")),
                gate("a dry run is asked for", bench -> bench.annotate("incusoperator.dev/dry-run", "true")),
                gate("the host is paused", bench -> bench.host.declared(true, "team-a")),
                gate("access is withdrawn", bench -> bench.host.declared(false, "team-b")));
    }

    private static Arguments gate(String sentence, Consumer<Bench> closes) {
        return Arguments.of(sentence, closes);
    }

    private static void opens(Bench bench) {
        bench.annotateNothing();
        bench.host.declared(false, "team-a");
    }

    private static Bench running(Product product, String spec) {
        Bench bench = new Bench(product, spec);
        bench.until(b ->
                b.status() != null && b.status().execOrEmpty().stream().anyMatch(each -> each.operation() != null));
        return bench;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("gates")
    void a_command_that_runs_when_the_gate_closes_is_collected_and_its_logs_are_deleted(
            String sentence, Consumer<Bench> closes) {
        try (Bench bench = running(Product.INCUS, SLOW)) {
            bench.restartOperator();
            bench.host.look(Given.WEB); // as the first listing does
            closes.accept(bench);
            bench.reconcile();
            String told = bench.ready();

            bench.passes(Duration.ofSeconds(3));
            bench.until(b -> b.command("slow").state() != ExecState.RUNNING);
            bench.reconcile();

            assertThat(bench.command("slow").state()).isEqualTo(ExecState.SUCCEEDED);
            assertThat(bench.command("slow").stdout().tail()).isEqualTo("begun\n");
            assertThat(bench.simulated.instance("web").orElseThrow().logs()).isEmpty();
            assertThat(bench.ready()).isEqualTo(told).doesNotContain("True");
            bench.isAtRest();

            opens(bench);
            bench.passes(Duration.ofMinutes(31));
            bench.untilReady("True Ready");
            assertThat(bench.sent("POST", EXEC)).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("gates")
    void a_command_that_runs_when_the_gate_closes_is_ended_when_its_time_is_over_and_no_other_is_begun(
            String sentence, Consumer<Bench> closes) {
        try (Bench bench = running(Product.LXD, ENDLESS)) {
            closes.accept(bench);
            bench.reconcile();
            assertThat(bench.command("slow").state()).isEqualTo(ExecState.RUNNING);

            bench.passes(Duration.ofSeconds(61));
            bench.until(b -> b.command("slow").state() != ExecState.RUNNING);

            assertThat(bench.command("slow").state()).isEqualTo(ExecState.FAILED);
            assertThat(bench.command("slow").message()).contains("timed out after 60s");
            bench.asks(GREET);
            bench.reconcile();
            assertThat(bench.status().execOrEmpty())
                    .noneMatch(each -> each.name().equals("greet"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("gates")
    void an_operation_that_runs_when_the_gate_closes_is_followed_to_its_end(String sentence, Consumer<Bench> closes) {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.until(b -> b.status() != null && b.status().operation() != null);
            bench.restartOperator();
            bench.host.look(Given.WEB);
            closes.accept(bench);

            bench.until(b -> b.status().operation().state() != OperationState.RUNNING);

            assertThat(bench.status().operation().state()).isEqualTo(OperationState.SUCCEEDED);
            assertThat(bench.ready()).doesNotContain("True");
        }
    }

    @Test
    void a_command_whose_intent_was_written_though_the_answer_to_that_was_lost_is_sent_once() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.asks(GREET);
            bench.answersLost = 1;
            assertThatThrownBy(bench::reconcile).isInstanceOf(KubernetesClientException.class);
            assertThat(bench.command("greet").state()).isEqualTo(ExecState.RUNNING);
            assertThat(bench.sent("POST", EXEC)).isZero();
            // and again, and then somebody else has written
            bench.answersLost = 1;
            assertThatThrownBy(bench::reconcile).isInstanceOf(KubernetesClientException.class);
            bench.conflict = true;
            assertThatThrownBy(bench::reconcile).isInstanceOf(KubernetesClientException.class);
            bench.conflict = false;

            bench.untilReady("True Ready");

            assertThat(bench.command("greet").attempts()).isEqualTo(1);
            assertThat(bench.sent("POST", EXEC)).isEqualTo(1);
        }
    }

    @Test
    void a_command_that_the_host_refused_is_not_unknown_where_that_could_not_be_written_down() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.asks(GREET);
            bench.simulated.faults().once("POST", ".*/exec", Fault.status(400, "Instance is busy"));
            bench.writesLeft = 1;
            assertThatThrownBy(bench::reconcile).isInstanceOf(KubernetesClientException.class);

            bench.writesLeft = Integer.MAX_VALUE;
            bench.passes(Duration.ofMinutes(5));
            bench.untilReady("True Ready");

            assertThat(bench.command("greet").attempts()).isEqualTo(1);
        }
    }

    @Test
    void an_intent_of_another_process_is_not_taken_back() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.asks(GREET);
            bench.answersLost = 1;
            assertThatThrownBy(bench::reconcile).isInstanceOf(KubernetesClientException.class);
            ExecStatus ours = bench.command("greet");
            bench.resource.setStatus(with(
                    bench.status(),
                    Given.command(
                            "name: greet",
                            "hash: " + ours.hash(),
                            "state: Running",
                            "startedAt: '2026-03-01T11:59:59.123Z'")));

            bench.untilReady("False CommandUnknown");

            assertThat(bench.sent("POST", EXEC)).isZero();
        }
    }

    @Test
    void a_command_that_cannot_be_asked_to_end_is_let_go_of_and_gives_its_permit_back() {
        try (Bench bench = running(Product.INCUS, ENDLESS)) {
            String operation = bench.command("slow").operation();
            assertThat(bench.host.permits()).contains(operation);
            bench.simulated.faults().always("POST", ".*/exec", Fault.status(400, "Instance is frozen"));

            bench.passes(Duration.ofSeconds(61));
            bench.until(b -> b.command("slow").timedOutAt() != null);
            assertThat(bench.command("slow").message()).contains("could not be asked to end", "frozen");
            bench.passes(Duration.ofSeconds(31));
            bench.until(b -> b.command("slow").state() != ExecState.RUNNING);

            assertThat(bench.command("slow").state()).isEqualTo(ExecState.FAILED);
            assertThat(bench.command("slow").message()).contains("could not be ended");
            assertThat(bench.host.permits()).doesNotContain(operation);
        }
    }

    /** The id of a command of another tenant's instance, which has printed something. */
    private static String commandOfAnother(Bench bench) {
        bench.simulated.admin().create("other", Map.of());
        bench.simulated.admin().start("other");
        return bench.client()
                .instances()
                .exec(
                        new InstanceRef("default", "other"),
                        new ExecCommand(List.of("sh", "-c", "echo " + OTHERS_SECRET), Map.of(), null, null, null, true))
                .operationId()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_command_of_another_instance_that_a_status_names_is_unknown_and_nothing_of_it_is_read_or_deleted(
            Product product) {
        try (Bench bench = new Bench(product, GREET)) {
            bench.untilReady("True Ready");
            String foreign = commandOfAnother(bench);
            ExecStatus ours = bench.command("greet");
            bench.resource.setStatus(with(
                    bench.status(),
                    Given.command(
                            "name: greet", "hash: " + ours.hash(), "state: Running", "operation: '" + foreign + "'")));

            bench.untilReady("False CommandUnknown");

            assertThat(bench.command("greet").state()).isEqualTo(ExecState.UNKNOWN);
            assertThat(bench.status().toString()).doesNotContain(OTHERS_SECRET);
            assertThat(bench.host.tracked()).doesNotContain(foreign);
            assertThat(bench.simulated.instance("other").orElseThrow().logs()).hasSize(2);
            assertThat(bench.message()).doesNotContain("HostUnreachable");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../../operations",
                "x/../../../other/logs/exec-output/exec_y",
                "%2e%2e%2fother",
                "x y",
                "0e7d29c5-0b76-4b3f-9f3b-1d9f9a1f1f1f",
            })
    void an_id_that_is_none_of_this_instance_makes_the_entry_unknown_and_holds_nothing_up(String id) {
        try (Bench bench = new Bench(Product.INCUS, GREET)) {
            bench.untilReady("True Ready");
            ExecStatus ours = bench.command("greet");
            bench.resource.setStatus(with(
                    bench.status(),
                    Given.command("name: greet", "hash: " + ours.hash(), "state: Running", "operation: '" + id + "'"),
                    Given.command("name: gone", "hash: x", "state: Succeeded", "operation: '" + id + "'")));

            bench.untilReady("False CommandUnknown");
            bench.reconcile();

            assertThat(bench.status().execOrEmpty())
                    .extracting(ExecStatus::name)
                    .containsExactly("greet");
            assertThat(bench.command("greet").operation()).isNull();
            bench.annotate("incusoperator.dev/rerun", "greet");
            bench.untilReady("True Ready");
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void an_operation_of_another_instance_that_a_status_names_is_not_followed(Product product) {
        try (Bench bench = new Bench(product)) {
            bench.untilReady("True Ready");
            String foreign = commandOfAnother(bench);
            InstanceStatus now = bench.status();
            bench.resource.setStatus(new InstanceStatus(
                    now.observedGeneration(),
                    now.conditions(),
                    new OperationStatus(foreign, "start", OperationState.RUNNING, null, null, null, null),
                    now.instance(),
                    now.exec(),
                    now.files(),
                    now.drift(),
                    now.plan()));

            bench.untilReady("True Ready");
            bench.until(b -> b.status().operation().state() != OperationState.RUNNING);

            assertThat(bench.status().operation().state()).isEqualTo(OperationState.UNKNOWN);
            assertThat(bench.host.tracked()).doesNotContain(foreign);
        }
    }

    @Test
    void output_that_may_hold_more_secrets_than_can_be_looked_for_is_withheld_and_the_status_says_so() {
        try (Bench bench = new Bench(
                Product.INCUS,
                "exec: [{name: print, command: [sh, -c, 'echo \"$PW\"'],"
                        + " env: [{name: PW, valueFrom: {secretKeyRef: {name: db, key: password}}}]}]")) {
            bench.secrets.put("db/password", "x".repeat(70_000));

            bench.untilReady("True Ready");

            assertThat(bench.command("print").stdout().tail()).isEmpty();
            assertThat(bench.command("print").stdout().bytes()).isEqualTo(70_001);
            assertThat(bench.command("print").stdout().truncated()).isTrue();
            assertThat(bench.command("print").message()).contains("withheld", "64 KiB");
        }
    }

    /** By the kernel, say, for the memory that it takes. */
    @Test
    void a_guest_that_kills_who_looks_for_an_earlier_attempt_is_asked_again_after_a_pause() {
        CommandInterpreter kills = run -> run.command().stream().anyMatch(word -> word.contains("left=$2"))
                ? Optional.of(CommandResult.exit(137))
                : Optional.empty();
        try (Bench bench = cutOff(new Bench(
                SimulatedHost.builder().product(Product.INCUS).commands(kills),
                "exec: [{name: slow, command: [sleep, 40s], timeout: 60s, onUnknown: Rerun}]"))) {
            bench.until(b -> b.ready().equals("False CommandNotStarted"));
            assertThat(bench.message()).contains("earlier attempt of command slow", "was killed");

            for (int look = 0; look < 20; look++) {
                bench.reconcile();
            }

            assertThat(bench.command("slow").attempts()).isEqualTo(1);
            assertThat(bench.sent("POST", EXEC)).isLessThanOrEqualTo(3);
        }
    }

    private static Bench cutOff(String command) {
        return cutOff(new Bench(
                Product.INCUS, "exec: [{name: slow, command: [" + command + "], timeout: 60s, onUnknown: Rerun}]"));
    }

    private static Bench cutOff(Bench bench) {
        bench.until(b ->
                b.status() != null && b.status().execOrEmpty().stream().anyMatch(each -> each.operation() != null));
        bench.simulated.faults().killDaemon();
        bench.simulated.faults().startDaemon();
        bench.restartOperator();
        return bench;
    }

    @Test
    void a_command_that_may_run_twice_is_not_run_again_beside_the_attempt_that_outlived_the_daemon() {
        try (Bench bench = cutOff("sleep, 40s")) {
            bench.until(b -> b.command("slow").waitOperation() != null);
            assertThat(bench.ready()).isEqualTo("False CommandRunning");
            assertThat(bench.message()).contains("an earlier attempt of command slow");
            bench.passes(Duration.ofSeconds(30));
            bench.reconcile();
            assertThat(bench.command("slow").attempts()).isEqualTo(1);

            for (int second = 0; second < 20; second++) {
                bench.passes(Duration.ofSeconds(1));
            }
            bench.until(b -> b.command("slow").attempts() == 2);
            bench.passes(Duration.ofSeconds(41));

            bench.untilReady("True Ready");
            assertThat(bench.command("slow").waitOperation()).isNull();
            assertThat(bench.simulated.instance("web").orElseThrow().logs()).isEmpty();
        }
    }

    @Test
    void an_operator_that_is_killed_while_an_earlier_attempt_is_awaited_goes_on_waiting() {
        try (Bench bench = cutOff("sleep, 40s")) {
            bench.until(b -> b.command("slow").waitOperation() != null);
            long asked = bench.sent("POST", EXEC);
            bench.restartOperator();
            bench.reconcile();
            bench.reconcile();

            assertThat(bench.command("slow").attempts()).isEqualTo(1);
            assertThat(bench.sent("POST", EXEC)).isEqualTo(asked);
        }
    }

    private static InstanceStatus with(InstanceStatus now, ExecStatus... exec) {
        return new InstanceStatus(
                now.observedGeneration(),
                now.conditions(),
                now.operation(),
                now.instance(),
                List.of(exec),
                now.files(),
                now.drift(),
                now.plan());
    }
}
