package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.simulated.CommandResult;
import dev.incusoperator.simulated.Fault;
import dev.incusoperator.simulated.Latency;
import dev.incusoperator.simulated.SimulatedImage;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps taken one after the other on a host that is simulated: the way from a resource to an instance, and its accidents. */
class ProgressionTest {
    private static final String INSTANCES = "/1.0/instances";
    private static final String STATE = "/1.0/instances/{name}/state";
    private static final String EXEC = "/1.0/instances/{name}/exec";
    private static final String GREET = "exec: [{name: greet, command: [sh, -c, 'echo hello']}]";

    @ParameterizedTest
    @EnumSource(Product.class)
    void an_instance_is_created_started_and_ready_and_then_left_in_peace(Product product) {
        try (Bench bench = new Bench(product)) {
            bench.untilReady("True Ready");

            assertThat(bench.simulated.instance("web").orElseThrow().running()).isTrue();
            assertThat(bench.simulated.instance("web").orElseThrow().config())
                    .containsEntry(Mark.OWNER, "cluster-1/team-a/web");
            assertThat(bench.sent("POST", INSTANCES)).isEqualTo(1);
            assertThat(bench.sent("PUT", STATE)).isEqualTo(product == Product.INCUS ? 0 : 1);
            assertThat(bench.status().instance().status()).isEqualTo("Running");
            assertThat(bench.host.tracked()).as("what is over is not followed").isEmpty();
            bench.isAtRest();
        }
    }

    @Test
    void the_finalizer_is_set_before_the_first_write_to_the_host() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");

            assertThat(bench.notes.get(0)).isEqualTo(new Bench.Note("finalizer", 0));
            assertThat(bench.resource.getFinalizers()).containsExactly("incusoperator.dev/instance");
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_command_runs_once_and_its_output_is_in_the_status_before_it_is_gone_from_the_host(Product product) {
        try (Bench bench = new Bench(product, GREET)) {
            bench.untilReady("True Ready");

            assertThat(bench.command("greet").state()).isEqualTo(ExecState.SUCCEEDED);
            assertThat(bench.command("greet").exitCode()).isZero();
            assertThat(bench.command("greet").stdout().tail()).isEqualTo("hello\n");
            assertThat(bench.command("greet").operation()).isNull();
            assertThat(bench.sent("POST", EXEC)).isEqualTo(1);
            assertThat(bench.simulated.instance("web").orElseThrow().logs()).isEmpty();
            assertThat(bench.host.tracked()).as("what is over is not followed").isEmpty();
            bench.isAtRest();
        }
    }

    @Test
    void of_an_instance_that_is_deleted_while_its_command_runs_nothing_is_followed_any_more() {
        try (Bench bench = new Bench(Product.INCUS, "exec: [{name: wait, command: [sleep, infinity]}]")) {
            bench.until(b ->
                    b.status() != null && b.status().execOrEmpty().stream().anyMatch(each -> each.operation() != null));
            assertThat(bench.host.tracked()).isNotEmpty();

            bench.delete();
            bench.until(Bench::released);

            assertThat(bench.host.tracked()).isEmpty();
        }
    }

    /** The budget: four writes into the resource until it is ready, one more on LXD, and three more for a command. */
    @ParameterizedTest
    @EnumSource(Product.class)
    void little_is_written_until_an_instance_is_ready(Product product) {
        int most = product == Product.INCUS ? 4 : 5;
        try (Bench bench = new Bench(product);
                Bench withCommand = new Bench(product, GREET)) {
            bench.untilReady("True Ready");
            withCommand.untilReady("True Ready");

            assertThat(bench.notes).hasSizeLessThanOrEqualTo(most);
            assertThat(withCommand.notes).hasSizeLessThanOrEqualTo(most + 3);
        }
    }

    @Test
    void output_that_the_host_does_not_delete_is_in_the_way_of_nothing_and_is_deleted_later() {
        try (Bench bench = new Bench(Product.INCUS, GREET)) {
            bench.simulated.faults().always("DELETE", ".*/logs/.*", Fault.status(500, "read-only file system"));
            bench.untilReady("True Ready");
            bench.isAtRest();
            assertThat(bench.simulated.instance("web").orElseThrow().logs()).isNotEmpty();

            bench.simulated.faults().heal();
            bench.passes(Duration.ofMinutes(1));
            bench.until(b -> b.simulated.instance("web").orElseThrow().logs().isEmpty());
            bench.until(b -> b.command("greet").operation() == null);
            bench.isAtRest();
        }
    }

    @Test
    void what_is_not_its_turn_sends_nothing_and_where_it_is_in_a_moment_tells_nothing_either() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.host.later(Optional.of(Duration.ofMillis(200)));
            bench.reconcile();

            assertThat(bench.hostWrites()).isZero();
            assertThat(bench.notes).isEmpty();

            bench.host.later(Optional.empty());
            bench.untilReady("True Ready");
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void what_the_server_has_frozen_to_copy_it_is_left_so_until_that_has_ended_and_what_somebody_froze_is_not(
            Product product) {
        try (Bench bench = new Bench(product)) {
            bench.untilReady("True Ready");
            Runnable end = bench.simulated.admin().copiesForLong("web");
            long before = bench.hostWrites();
            int told = bench.notes.size();

            bench.reconcile();
            bench.reconcile();
            assertThat(bench.hostWrites()).as("nothing is sent").isEqualTo(before);
            assertThat(bench.notes)
                    .as("and nothing told of what is over in a moment")
                    .hasSize(told);

            bench.passes(Duration.ofSeconds(3));
            bench.reconcile();
            assertThat(bench.ready()).isEqualTo("False ServerBusy");
            assertThat(bench.message()).contains("Snapshotting instance", "power is left as it is");
            assertThat(bench.status().instance().status()).isEqualTo("Frozen");

            end.run();
            bench.untilReady("True Ready");
            assertThat(bench.hostWrites()).as("nothing was sent").isEqualTo(before);

            bench.simulated.admin().freeze("default", "web");
            bench.until(b -> b.simulated.instance("web").orElseThrow().status().equals("Running"));
        }
    }

    @Test
    void what_the_server_has_frozen_is_left_so_by_an_operator_that_has_just_started() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            Runnable end = bench.simulated.admin().copiesForLong("web");
            bench.restartOperator();
            long before = bench.hostWrites();

            bench.reconcile();

            assertThat(bench.hostWrites()).isEqualTo(before);
            end.run();
            bench.untilReady("True Ready");
        }
    }

    @Test
    void whose_turn_is_a_long_way_off_is_told_so() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.host.later(Optional.of(Duration.ofMinutes(1)));
            bench.reconcile();
            bench.passes(Duration.ofSeconds(3));
            bench.reconcile();

            assertThat(bench.hostWrites()).isZero();
            assertThat(bench.ready()).isEqualTo("False HostBusy");
            assertThat(bench.message()).contains("spec.limits");
        }
    }

    @Test
    void a_state_that_was_looked_at_is_not_looked_at_again_because_a_step_waits_for_its_turn() {
        try (Bench bench = new Bench(Product.INCUS, "readyWhen: [{type: IPv4, nic: eth9}]")) {
            bench.untilReady("False NotReadyYet");
            bench.asks("readyWhen: [{type: IPv4, nic: eth9}]", "config: {user.color: green}");
            bench.passes(Duration.ofMillis(500));
            int before = bench.host.refreshes();
            bench.whileDeciding = () -> bench.host.later(Optional.of(Duration.ofMillis(200)));

            for (int i = 0; i < 5; i++) {
                bench.host.later(Optional.empty());
                bench.reconcile();
            }

            assertThat(bench.host.refreshes() - before).isEqualTo(1);
            assertThat(bench.sent("PUT", "/1.0/instances/{name}")).isZero();
        }
    }

    @Test
    void a_command_that_has_ended_loses_nothing_while_it_is_not_its_turn() {
        try (Bench bench = new Bench(Product.INCUS)) {
            lasting(bench, Duration.ofSeconds(10));
            bench.host.later(Optional.of(Duration.ofMillis(200)));
            bench.passes(Duration.ofSeconds(10));
            for (int i = 0; i < 5; i++) {
                bench.reconcile();
            }
            assertThat(bench.command("slow").state()).isEqualTo(ExecState.RUNNING);

            bench.host.later(Optional.empty());
            bench.untilReady("True Ready");

            assertThat(bench.command("slow").stdout().tail()).isEqualTo("done\n");
            assertThat(bench.sent("POST", EXEC)).isEqualTo(1);
            assertThat(bench.simulated.instance("web").orElseThrow().logs()).isEmpty();
        }
    }

    @Test
    void an_intent_that_could_not_be_written_down_sends_nothing() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.asks(GREET);
            bench.conflict = true;

            assertThatThrownBy(bench::reconcile).isInstanceOf(KubernetesClientException.class);
            assertThat(bench.sent("POST", EXEC)).isZero();

            bench.conflict = false;
            bench.untilReady("True Ready");
            assertThat(bench.sent("POST", EXEC)).isEqualTo(1);
        }
    }

    @Test
    void a_command_whose_sending_was_not_answered_is_unknown_and_not_sent_again() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.asks(GREET);
            bench.simulated.faults().once("POST", ".*/exec", Fault.dropAfterwards());

            bench.untilReady("False CommandUnknown");
            later(bench, Duration.ofHours(1));

            assertThat(bench.command("greet").state()).isEqualTo(ExecState.UNKNOWN);
            assertThat(bench.sent("POST", EXEC)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 502, 503, 504})
    void a_command_whose_sending_was_answered_by_noise_is_unknown_and_not_sent_again(int status) {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.asks(GREET);
            bench.simulated
                    .faults()
                    .once("POST", ".*/exec", new Fault.Garbled(Optional.of(status), "<html>bad gateway</html>"));

            bench.reconcile();
            later(bench, Duration.ofHours(1));

            assertThat(bench.command("greet").state()).isEqualTo(ExecState.UNKNOWN);
            assertThat(bench.sent("POST", EXEC)).isEqualTo(1);
        }
    }

    @Test
    void a_command_whose_operation_could_not_be_written_down_is_followed_by_who_has_sent_it() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.asks(GREET);
            bench.writesLeft = 1;
            assertThatThrownBy(bench::reconcile).isInstanceOf(KubernetesClientException.class);
            assertThat(bench.command("greet").operation()).isNull();

            bench.writesLeft = Integer.MAX_VALUE;
            bench.untilReady("True Ready");

            assertThat(bench.command("greet").state()).isEqualTo(ExecState.SUCCEEDED);
            assertThat(bench.command("greet").stdout().tail()).isEqualTo("hello\n");
            assertThat(bench.sent("POST", EXEC)).isEqualTo(1);
        }
    }

    @Test
    void a_command_whose_operation_could_not_be_written_down_is_unknown_to_a_new_process() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.asks(GREET);
            bench.writesLeft = 1;
            assertThatThrownBy(bench::reconcile).isInstanceOf(KubernetesClientException.class);

            bench.writesLeft = Integer.MAX_VALUE;
            bench.restartOperator();
            bench.untilReady("False CommandUnknown");

            assertThat(bench.sent("POST", EXEC)).isEqualTo(1);
        }
    }

    @Test
    void a_command_that_was_refused_is_sent_again_later() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.asks(GREET);
            bench.simulated.faults().once("POST", ".*/exec", Fault.status(500, "no more pseudo terminals"));

            bench.reconcile();
            assertThat(bench.ready()).isEqualTo("False CommandNotStarted");
            assertThat(bench.message()).contains("no more pseudo terminals");
            assertThat(bench.command("greet").state()).isEqualTo(ExecState.PENDING);
            bench.reconcile();
            assertThat(bench.sent("POST", EXEC)).as("not before its time").isEqualTo(1);

            bench.passes(Duration.ofSeconds(10));
            bench.untilReady("True Ready");
            assertThat(bench.command("greet").attempts()).isEqualTo(1);
            assertThat(bench.sent("POST", EXEC)).isEqualTo(2);
        }
    }

    @Test
    void a_command_waits_for_its_secret_and_says_which_it_is() {
        try (Bench bench = new Bench(
                Product.INCUS,
                "exec: [{name: login, command: [sh, -c, 'echo $PW'],"
                        + " env: [{name: PW, valueFrom: {secretKeyRef: {name: db, key: password}}}]}]")) {
            bench.untilReady("False ValueMissing");
            assertThat(bench.message()).contains("Secret team-a/db does not exist");
            assertThat(bench.sent("POST", EXEC)).isZero();

            bench.secrets.put("db/password", "hunter2-hunter2");
            bench.passes(Duration.ofMinutes(1));
            bench.untilReady("True Ready");

            assertThat(bench.command("login").stdout().tail()).isEqualTo("[redacted]\n");
            assertThat(bench.status().toString()).doesNotContain("hunter2");
        }
    }

    @Test
    void a_command_that_does_not_end_is_ended_when_its_time_is_over() {
        try (Bench bench = new Bench(Product.INCUS)) {
            lasting(bench, CommandResult.NEVER);

            bench.passes(Duration.ofSeconds(39));
            bench.reconcile();
            assertThat(bench.command("slow").timedOutAt()).isNull();

            bench.passes(Duration.ofSeconds(1));
            bench.untilReady("False CommandFailed");

            assertThat(bench.command("slow").message()).contains("timed out after 40s");
            assertThat(bench.sent("POST", EXEC))
                    .as("the command, and what ended it")
                    .isEqualTo(2);
            assertThat(bench.simulated.runningOperations()).isZero();
        }
    }

    @Test
    void a_command_goes_on_when_the_operator_ends_and_is_followed_by_the_next_one() {
        try (Bench bench = new Bench(Product.INCUS)) {
            lasting(bench, Duration.ofSeconds(20));
            bench.restartOperator();

            bench.until(b -> b.ready().equals("False CommandRunning")
                    && !b.host.tracked().isEmpty());
            bench.passes(Duration.ofSeconds(20));
            bench.untilReady("True Ready");

            assertThat(bench.command("slow").stdout().tail()).isEqualTo("done\n");
            assertThat(bench.sent("POST", EXEC)).isEqualTo(1);
        }
    }

    @Test
    void a_command_is_unknown_when_the_host_has_forgotten_it_and_its_output_is_kept() {
        try (Bench bench = new Bench(Product.INCUS)) {
            lasting(bench, Duration.ofSeconds(20));
            bench.simulated.faults().restartDaemon();
            bench.passes(Duration.ofSeconds(30));

            bench.until(b -> b.ready().equals("False CommandUnknown")
                    && b.simulated.instance("web").orElseThrow().logs().isEmpty());
            later(bench, Duration.ofHours(1));

            assertThat(bench.command("slow").stdout().tail()).isEqualTo("done\n");
            assertThat(bench.sent("POST", EXEC)).isEqualTo(1);
        }
    }

    @Test
    void a_create_whose_answer_was_lost_is_not_repeated() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.simulated.faults().once("POST", INSTANCES, Fault.dropAfterwards());

            bench.until(b -> b.status() != null && b.status().instance() != null);
            bench.passes(Duration.ofSeconds(10));
            bench.untilReady("True Ready");

            assertThat(bench.sent("POST", INSTANCES)).isEqualTo(1);
            assertThat(bench.simulated.instances()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_copy_waits_for_its_original_and_has_its_profiles_and_marks_of_its_own(Product product) {
        InstanceRef original = new InstanceRef("default", "original");
        Map<String, String> marks = new HashMap<>(new Mark("cluster-1", "team-a", "original").config(original));
        marks.put("user.mine", "x");
        try (Bench bench = new Bench(product, "copyFrom: {instance: original}")) {
            bench.reconcile();
            assertThat(bench.ready()).isEqualTo("False SourceMissing");
            assertThat(bench.message()).contains("original");
            assertThat(bench.hostWrites()).isZero();

            bench.simulated.admin().create("original", marks);
            bench.untilReady("True Ready");

            assertThat(bench.simulated.instance("web").orElseThrow().profiles()).containsExactly("default");
            assertThat(bench.simulated.instance("web").orElseThrow().config())
                    .containsEntry("user.mine", "x")
                    .containsEntry(Mark.OWNER, "cluster-1/team-a/web")
                    .containsEntry(Mark.SELF, "default/web");
            bench.simulated.admin().delete("original");
            bench.isAtRest();
            assertThat(bench.ready()).isEqualTo("True Ready");
        }
    }

    @Test
    void an_image_that_is_not_there_stops_the_resource_until_it_is_changed() {
        try (Bench bench = new Bench(Product.INCUS, "image: {alias: nothing}")) {
            bench.untilReady("False CreateFailed");
            bench.until(b -> b.status().conditionsOrEmpty().stream()
                    .anyMatch(each -> each.getType().equals("Stalled")));
            assertThat(bench.message()).contains("Is spec.image right?");
            bench.passes(Duration.ofMinutes(9));
            bench.reconcile();
            assertThat(bench.sent("POST", INSTANCES)).isEqualTo(1);

            bench.asks("image: {alias: busybox}");
            bench.untilReady("True Ready");
            assertThat(bench.sent("POST", INSTANCES)).isEqualTo(2);
        }
    }

    @Test
    void an_instance_that_somebody_stopped_is_started_and_one_that_is_gone_is_made_anew_with_its_commands() {
        try (Bench bench = new Bench(Product.INCUS, GREET)) {
            bench.untilReady("True Ready");

            bench.simulated.admin().stop("web");
            bench.until(b -> b.ready().equals("True Ready") && running(b));
            assertThat(bench.sent("POST", EXEC)).as("the same instance").isEqualTo(1);

            bench.simulated.admin().delete("web");
            bench.until(b -> b.ready().equals("True Ready") && running(b));
            assertThat(bench.sent("POST", INSTANCES)).isEqualTo(2);
            assertThat(bench.sent("POST", EXEC)).as("another instance").isEqualTo(2);
        }
    }

    @Test
    void an_instance_of_that_name_that_is_not_ours_is_left_alone() {
        try (Bench bench = new Bench(Product.INCUS, "powerState: Stopped")) {
            bench.simulated.admin().create("web", Map.of());
            bench.simulated.admin().start("web");

            bench.untilReady("False NameConflict");
            bench.delete();
            bench.until(Bench::released);

            assertThat(bench.hostWrites()).isZero();
            assertThat(running(bench)).isTrue();
        }
    }

    @Test
    void a_guest_that_does_not_listen_is_stopped_by_force() {
        try (Bench bench = new Bench(Product.INCUS, "timeouts: {stop: 1s}")) {
            bench.untilReady("True Ready");
            bench.simulated.admin().ignoresShutdown("default", "web");
            bench.asks("timeouts: {stop: 1s}", "powerState: Stopped");

            bench.until(b -> b.sent("PUT", STATE) == 1);
            bench.passes(Duration.ofSeconds(2));
            bench.until(b -> b.ready().equals("True Ready") && !running(b));

            assertThat(bench.simulated.calls().journal().stream()
                            .filter(each -> each.method().equals("PUT"))
                            .map(each -> each.body().contains("\"force\":true")))
                    .containsExactly(false, true);
            bench.isAtRest();
        }
    }

    /** The stop fails at once, again and again: its guest is asked until its time is over, and only then forced. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_stop_that_fails_before_its_time_is_not_forced_before_that(boolean deleted) {
        try (Bench bench = new Bench(Product.INCUS, "timeouts: {stop: 60s}")) {
            bench.untilReady("True Ready");
            bench.simulated.faults().failOperations("Stopping instance", "the guest is updating itself");
            if (deleted) {
                bench.delete();
            } else {
                bench.asks("timeouts: {stop: 60s}", "powerState: Stopped");
            }

            bench.until(b -> b.ready().equals("False StopFailed"));
            assertThat(bench.message()).contains("the guest is updating itself", "spec.timeouts.stop");
            bench.passes(Duration.ofSeconds(30));
            bench.restartOperator();
            bench.until(b -> b.sent("PUT", STATE) == 2 && b.ready().equals("False StopFailed"));
            bench.passes(Duration.ofSeconds(29));
            bench.until(b -> b.sent("PUT", STATE) == 3 || b.message().contains("is tried again"));
            assertThat(forced(bench)).as("within its time").doesNotContain(true);

            bench.passes(Duration.ofSeconds(2));
            bench.until(b -> forced(b).contains(true));
        }
    }

    /** A stop that failed long ago is another one: the next has its whole time again. */
    @Test
    void a_stop_that_is_asked_for_again_later_has_its_time_again() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.simulated.faults().failOperations("Stopping instance", "not now");
            bench.asks("powerState: Stopped");
            bench.untilReady("False StopFailed");
            bench.asks();
            bench.untilReady("True Ready");
            assertThat(bench.status().operation()).isNull();
            bench.passes(Duration.ofHours(1));

            bench.asks("powerState: Stopped");
            bench.untilReady("False StopFailed");

            assertThat(forced(bench)).containsExactly(false, false);
        }
    }

    private static List<Boolean> forced(Bench bench) {
        return bench.simulated.calls().journal().stream()
                .filter(each -> each.method().equals("PUT"))
                .map(each -> each.body().contains("\"force\":true"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_protected_instance_runs_on_when_its_resource_is_deleted_until_the_spec_no_longer_protects_it(
            Product product) {
        try (Bench bench = new Bench(product, "config: {security.protection.delete: 'true'}")) {
            bench.untilReady("True Ready");
            bench.delete();

            bench.untilReady("False DeletionProtected");
            assertThat(running(bench)).isTrue();
            bench.isAtRest();

            bench.asks();
            bench.until(Bench::released);
            assertThat(bench.simulated.instance("web")).isEmpty();
        }
    }

    @Test
    void a_protection_that_the_admin_takes_away_is_in_the_way_no_more() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.simulated.admin().setConfig("web", "security.protection.delete", "true");
            bench.delete();
            bench.untilReady("False DeletionProtected");
            assertThat(running(bench)).isTrue();

            bench.simulated.admin().setConfig("web", "security.protection.delete", "");
            bench.until(Bench::released);
            assertThat(bench.simulated.instance("web")).isEmpty();
        }
    }

    @Test
    void a_finalizer_that_somebody_took_away_from_a_resource_that_stays_is_put_back() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.resource.removeFinalizer("incusoperator.dev/instance");

            bench.reconcile();

            assertThat(bench.resource.hasFinalizer("incusoperator.dev/instance"))
                    .isTrue();
        }
    }

    /** A finalizer is anybody's to write into a resource: it opens no project. */
    @Test
    void a_deleted_resource_whose_namespace_may_not_use_the_project_is_released_and_nothing_is_asked_of_the_host() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.host.declared("access: [{name: b, namespaces: {names: [team-b]}}]");
            bench.resource.addFinalizer("incusoperator.dev/instance");
            bench.delete();
            bench.simulated.calls().reset();

            bench.until(Bench::released);

            assertThat(bench.simulated.calls().journal())
                    .filteredOn(call -> !call.path().equals("/1.0"))
                    .isEmpty();
        }
    }

    @Test
    void a_namespace_from_which_access_was_taken_away_can_still_delete_what_it_has() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.host.declared("access: []");
            bench.untilReady("False PolicyDenied");
            assertThat(running(bench)).as("what runs stays").isTrue();

            bench.delete();
            bench.until(Bench::released);

            assertThat(bench.simulated.instance("web")).isEmpty();
        }
    }

    @Test
    void for_a_resource_that_is_gone_by_the_time_its_finalizer_is_read_back_nothing_is_made() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.vanished = true;
            bench.reconcile();
            bench.reconcile();

            assertThat(bench.hostWrites()).isZero();
            assertThat(bench.notes).extracting(Bench.Note::what).containsExactly("finalizer");
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_deleted_resource_takes_its_instance_along(Product product) {
        try (Bench bench = new Bench(product)) {
            bench.untilReady("True Ready");
            bench.delete();

            bench.until(Bench::released);

            assertThat(bench.simulated.instances()).isEmpty();
            assertThat(bench.resource.getFinalizers()).isEmpty();
        }
    }

    /** Killed after the call and before it was written down, and the resource deleted before the next one looked. */
    @ParameterizedTest
    @EnumSource(Product.class)
    void an_instance_that_is_being_made_unknown_to_the_operator_goes_with_its_resource(Product product) {
        Duration making = Duration.ofSeconds(30);
        try (Bench bench = new Bench(product, Latency.none().with(Latency.Kind.CREATE, making))) {
            bench.writesLeft = 0;
            assertThatThrownBy(bench::reconcile).isInstanceOf(KubernetesClientException.class);
            assertThat(bench.sent("POST", INSTANCES)).isEqualTo(1);
            bench.writesLeft = Integer.MAX_VALUE;
            bench.restartOperator();
            bench.delete();
            // as long as its image is being fetched there is nothing of that name
            bench.simulated.faults().always("GET", "/1\\.0/instances/web", Fault.status(404, "Instance not found"));

            bench.reconcile();
            assertThat(bench.released()).isFalse();
            bench.simulated.faults().heal();
            bench.passes(making);
            bench.until(Bench::released);

            assertThat(bench.simulated.instances()).isEmpty();
        }
    }

    @Test
    void a_namesake_that_took_the_place_of_ours_unseen_is_not_deleted() {
        try (Bench bench = new Bench(Product.INCUS, "powerState: Stopped")) {
            bench.untilReady("True Ready");
            replacedUnseen(bench);
            bench.delete();

            bench.reconcile();
            bench.passes(Duration.ofMinutes(1));
            bench.reconcile();

            assertThat(bench.sent("DELETE", "/1.0/instances/{name}")).isZero();
            assertThat(bench.message()).contains("belongs to somebody else");
        }
    }

    @Test
    void a_namesake_that_took_the_place_of_ours_unseen_is_not_rebuilt() {
        try (Bench bench = new Bench(Product.INCUS, "powerState: Stopped")) {
            bench.untilReady("True Ready");
            bench.simulated.admin().addImage(SimulatedImage.container("another"));
            bench.asks("powerState: Stopped", "image: {alias: another}", "updates: {replace: Rebuild}");
            bench.until(b -> b.simulated.instance("web").orElseThrow().config().values().stream()
                    .anyMatch(value -> value.contains("another")));
            replacedUnseen(bench);

            bench.until(b -> b.message().contains("belongs to somebody else"));

            assertThat(bench.sent("POST", "/1.0/instances/{name}/rebuild")).isZero();
        }
    }

    /** The one of that name is gone, and there is one of somebody else; nobody has told the operator. */
    private static void replacedUnseen(Bench bench) {
        bench.host.remembers(Given.WEB);
        bench.simulated.admin().delete("web");
        bench.simulated.admin().create("web", Map.of(Mark.OWNER, "cluster-2/team-b/web"));
    }

    @Test
    void what_vanishes_while_it_is_decided_about_is_judged_anew_before_it_is_made_anew() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.asks("config: {user.color: green}");
            bench.whileDeciding = () -> bench.simulated.admin().delete("web");

            bench.reconcile();

            assertThat(bench.simulated.instances()).isEmpty();
            assertThat(bench.sent("POST", INSTANCES)).isEqualTo(1);

            bench.whileDeciding = () -> {};
            bench.untilReady("True Ready");
            assertThat(bench.sent("POST", INSTANCES)).isEqualTo(2);
        }
    }

    @Test
    void what_changed_since_it_was_judged_is_not_taken_over() {
        try (Bench bench = new Bench(Product.INCUS, "adopt: IfUnowned")) {
            bench.simulated.admin().create("web", Map.of());
            bench.whileDeciding = () -> bench.simulated.admin().setConfig("web", "security.privileged", "true");

            bench.reconcile();

            assertThat(bench.simulated.instance("web").orElseThrow().config()).doesNotContainKey(Mark.OWNER);
            bench.whileDeciding = () -> {};
            bench.passes(Duration.ofMinutes(1));
            bench.untilReady("True Ready");
        }
    }

    /** What is held back is not tried again because something else has failed since. */
    @Test
    void two_things_that_fail_by_turns_are_each_tried_ever_more_rarely() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.simulated.admin().stop("web");
            bench.simulated.faults().always("PUT", "/1.0/instances/web", Fault.status(500, "database is locked"));
            bench.simulated.faults().always("PUT", "/1.0/instances/web/state", Fault.status(500, "no room"));
            bench.asks("config: {user.color: green}");

            bench.reconcile();
            bench.reconcile();

            assertThat(bench.sent("PUT", "/1.0/instances/{name}")).isEqualTo(1);
            assertThat(bench.sent("PUT", STATE)).isEqualTo(1);

            for (int minute = 0; minute < 10; minute++) {
                bench.passes(Duration.ofMinutes(1));
                bench.reconcile();
            }
            assertThat(bench.sent("PUT", "/1.0/instances/{name}")).isBetween(3L, 9L);
            assertThat(bench.sent("PUT", STATE)).isBetween(3L, 9L);

            bench.simulated.faults().heal();
            bench.passes(Duration.ofMinutes(10));
            bench.untilReady("True Ready");
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void an_orphan_runs_on_without_marks(Product product) {
        try (Bench bench = new Bench(product, "deletion: Orphan", "config: {user.mine: x}")) {
            bench.untilReady("True Ready");
            bench.delete();

            bench.until(Bench::released);

            assertThat(running(bench)).isTrue();
            assertThat(bench.simulated.instance("web").orElseThrow().config().keySet())
                    .contains("user.mine")
                    .noneMatch(key -> key.startsWith("user.incusoperator."));
        }
    }

    @Test
    void nothing_is_sent_without_its_turn_or_to_a_host_that_has_just_gone() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.host.busy(true);
            bench.reconcile();
            assertThat(bench.notes).as("who waits for a moment is not told so").isEmpty();
            bench.passes(Duration.ofSeconds(3));
            bench.reconcile();
            assertThat(bench.ready()).isEqualTo("False HostBusy");
            assertThat(bench.resource.getFinalizers()).isEmpty();

            bench.host.busy(false);
            bench.host.away(true);
            bench.reconcile();
            assertThat(bench.ready()).isEqualTo("False HostUnreachable");
            assertThat(bench.hostWrites()).isZero();

            bench.host.away(false);
            bench.passes(Duration.ofSeconds(10));
            bench.untilReady("True Ready");
        }
    }

    @Test
    void a_start_that_is_over_in_a_moment_is_written_down_once() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            int written = bench.notes.size();
            bench.simulated.admin().stop("web");

            bench.until(b -> b.status().operation().action().equals("start"));

            assertThat(bench.notes).hasSize(written + 1);
            assertThat(bench.ready()).isEqualTo("True Ready");
            assertThat(bench.status().operation().state()).isEqualTo(OperationState.SUCCEEDED);
            assertThat(bench.sent("PUT", STATE)).isEqualTo(1);
            bench.isAtRest();
        }
    }

    @Test
    void a_start_that_was_not_written_down_is_seen_on_the_instance_by_a_new_process() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.simulated.admin().stop("web");
            bench.until(b -> b.sent("PUT", STATE) == 1);

            bench.restartOperator();

            bench.until(b -> running(b) && b.ready().equals("True Ready"));
            bench.isAtRest();
        }
    }

    @Test
    void nothing_is_written_while_paused() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.annotate("incusoperator.dev/paused", "true");
            bench.reconcile();
            assertThat(bench.ready()).isEqualTo("Unknown Paused");
            assertThat(bench.hostWrites()).isZero();

            bench.annotate("incusoperator.dev/paused", "false");
            bench.untilReady("True Ready");
            bench.annotate("incusoperator.dev/paused", "true");
            bench.delete();
            bench.reconcile();
            assertThat(bench.released()).isFalse();
            assertThat(running(bench)).isTrue();
        }
    }

    @Test
    void commands_run_in_their_order_and_none_after_one_that_failed() {
        try (Bench bench = new Bench(Product.INCUS, """
                exec:
                - {name: one, command: [sh, -c, 'echo 1 >> /order']}
                - {name: two, command: [sh, -c, 'echo 2 >> /order; exit 3'], onFailure: Continue}
                - {name: three, command: [sh, -c, 'echo 3 >> /order; exit 4']}
                - {name: four, command: [sh, -c, 'echo 4 >> /order']}
                """)) {
            bench.untilReady("False CommandFailed");

            assertThat(bench.simulated.instance("web").orElseThrow().files().get("/order"))
                    .asString()
                    .isEqualTo("1\n2\n3\n");
            assertThat(bench.command("three").exitCode()).isEqualTo(4);
            assertThat(bench.status().execOrEmpty()).hasSize(3);
            bench.isAtRest();
        }
    }

    @Test
    void a_request_to_run_again_is_answered_once() {
        try (Bench bench = new Bench(Product.INCUS, GREET)) {
            bench.untilReady("True Ready");

            for (String request : List.of("greet", "greet 2", "greet")) {
                long before = bench.sent("POST", EXEC);
                bench.annotate("incusoperator.dev/rerun", request);
                bench.until(b ->
                        request.equals(b.command("greet").rerun()) && b.ready().equals("True Ready"));
                bench.isAtRest();
                assertThat(bench.sent("POST", EXEC)).as(request).isEqualTo(before + 1);
            }
        }
    }

    private static boolean running(Bench bench) {
        return bench.simulated.instance("web").filter(each -> each.running()).isPresent();
    }

    /** There is a command that lasts so long, and it has been sent. */
    private static void lasting(Bench bench, Duration duration) {
        bench.simulated.onCommand(call -> call.command().get(0).equals("slow")
                ? Optional.of(CommandResult.stdout("done\n").lasting(duration))
                : Optional.empty());
        bench.asks("exec: [{name: slow, command: [slow], timeout: 40s}]");
        bench.until(b -> b.sent("POST", EXEC) == 1);
    }

    private static void later(Bench bench, Duration by) {
        bench.passes(by);
        bench.reconcile();
        bench.reconcile();
    }
}
