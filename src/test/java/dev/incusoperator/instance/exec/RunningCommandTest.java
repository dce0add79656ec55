package dev.incusoperator.instance.exec;

import static dev.incusoperator.instance.Given.NOW;
import static dev.incusoperator.instance.Given.command;
import static dev.incusoperator.instance.Given.ended;
import static dev.incusoperator.instance.Given.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.host.Host.OperationView;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link ExecPlanner} does about a command that was sent, until nothing of it is left on the host. */
class RunningCommandTest {
    private static final String UUID = "uuid-1";
    private static final String STARTED = "2026-03-01T11:00:00Z";
    private static final OperationView RUNNING = new OperationView.Running("");
    private static final OperationView LOST = new OperationView.Lost();

    private static final ExecEntry A = entry("a", "timeout: 90s");
    private static final ExecEntry B = entry("b");

    private final ExecPlanner planner = new ExecPlanner();

    @Test
    void a_command_is_awaited_until_its_time_is_over_and_then_ended() {
        ExecStatus status = running(A);

        assertThat(plan(RUNNING, NOW, status)).isEqualTo(new ExecStep.Await(status, NOW.plusSeconds(90)));
        assertThat(plan(RUNNING, NOW.plusSeconds(89), status)).isInstanceOf(ExecStep.Await.class);
        assertThat(plan(RUNNING, NOW.plusSeconds(90), status)).isEqualTo(new ExecStep.End(status));
    }

    @Test
    void without_a_timeout_a_command_has_five_minutes() {
        ExecStatus status = running(B);

        assertThat(planner.next(situation(RUNNING, NOW, List.of(status), B)))
                .isEqualTo(new ExecStep.Await(status, NOW.plusSeconds(300)));
    }

    @Test
    void a_command_that_was_ended_has_half_a_minute_to_go_and_is_let_go_of_then() {
        ExecStatus status = running(A, "timedOutAt: '" + NOW + "'");

        assertThat(plan(RUNNING, NOW, status)).isEqualTo(new ExecStep.Await(status, NOW.plusSeconds(30)));
        assertThat(plan(RUNNING, NOW.plusSeconds(29), status)).isInstanceOf(ExecStep.Await.class);
        assertThat(plan(RUNNING, NOW.plusSeconds(30), status)).isEqualTo(new ExecStep.GiveUp(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 89, 90, 10_000})
    void an_end_counts_whenever_it_is_seen(int seconds) {
        Operation over = ended("op", 200, "", "{return: 0}");
        ExecStatus status = running(A);
        ExecStatus timedOut = running(A, "timedOutAt: '" + NOW + "'");

        assertThat(plan(new OperationView.Ended(over), NOW.plusSeconds(seconds), status))
                .isEqualTo(new ExecStep.Collect(status, over));
        assertThat(plan(new OperationView.Ended(over), NOW.plusSeconds(seconds), timedOut))
                .isEqualTo(new ExecStep.Collect(timedOut, over));
    }

    @Test
    void an_operation_that_is_not_followed_is_followed_and_a_forgotten_one_is_collected_as_lost() {
        ExecStatus status = running(A);

        assertThat(plan(new OperationView.NotTracked(), NOW, status)).isEqualTo(new ExecStep.Follow(status));
        assertThat(plan(LOST, NOW, status)).isEqualTo(new ExecStep.CollectLost(status));
    }

    @Test
    void an_intent_without_an_operation_is_not_sent_again() {
        ExecStatus intent = ran(A, "state: Running", "startedAt: '" + NOW + "'");

        assertThat(plan(RUNNING, NOW, intent)).isEqualTo(new ExecStep.FindLost(intent));
    }

    @Test
    void a_running_command_is_followed_also_when_the_instance_does_not_run() {
        ExecStatus status = running(A);
        ExecSituation stopped =
                new ExecSituation(List.of(A), List.of(status), new Rerun(""), false, UUID, STARTED, id -> LOST, NOW);

        assertThat(planner.next(stopped)).isEqualTo(new ExecStep.CollectLost(status));
    }

    @Test
    void a_command_whose_entry_has_left_the_spec_is_ended_at_once() {
        ExecStatus status = running(A);

        assertThat(planner.next(situation(RUNNING, NOW, List.of(status), B))).isEqualTo(new ExecStep.End(status));
    }

    @Test
    void a_command_that_was_sent_by_an_entry_that_has_changed_since_is_awaited() {
        ExecEntry changed = entry("a", "timeout: 90s", "command: [other]");
        ExecStatus status = running(A);

        assertThat(planner.next(situation(RUNNING, NOW, List.of(status), changed)))
                .isEqualTo(new ExecStep.Await(status, NOW.plusSeconds(90)));
    }

    @ParameterizedTest
    @CsvSource({"Succeeded", "Failed", "Unknown"})
    void its_logs_are_deleted_on_the_host_when_it_has_ended_and_nothing_else_is_to_be_done(String state) {
        ExecStatus over = ran(A, "state: " + state, "operation: op");

        assertThat(plan(LOST, NOW, over)).isEqualTo(new ExecStep.Sweep(over));
    }

    @Test
    void while_it_waits_for_its_next_try_its_logs_are_deleted() {
        ExecEntry entry = entry("a", "onFailure: Retry");
        ExecStatus failed = ran(entry, "state: Failed", "operation: op", "finishedAt: '" + NOW + "'");

        assertThat(planner.next(situation(LOST, NOW, List.of(failed), entry))).isEqualTo(new ExecStep.Sweep(failed));
        assertThat(planner.next(situation(LOST, NOW, List.of(swept(failed)), entry)))
                .isInstanceOf(ExecStep.Retry.class);
    }

    @Test
    void the_next_command_comes_before_the_sweeping() {
        ExecStatus first = ran(A, "state: Succeeded", "operation: op");

        assertThat(planner.next(situation(LOST, NOW, List.of(first), A, B))).isEqualTo(run(B));
        assertThat(planner.next(situation(LOST, NOW, List.of(first, ran(B, "state: Succeeded")), A, B)))
                .isEqualTo(new ExecStep.Sweep(first));
    }

    @Test
    void the_logs_of_its_last_run_are_deleted_before_a_command_runs_again() {
        ExecStatus last = ran(A, "state: Succeeded", "operation: op");
        ExecEntry changed = entry("a", "command: [other]");

        assertThat(planner.next(situation(LOST, NOW, List.of(last), changed))).isEqualTo(new ExecStep.Sweep(last));
        assertThat(planner.next(situation(LOST, NOW, List.of(swept(last)), changed)))
                .isEqualTo(run(changed));
    }

    @Test
    void what_left_the_spec_is_remembered_until_nothing_of_it_is_left_on_the_host() {
        ExecStatus runs = running(A);
        ExecStatus unswept = ran(A, "state: Succeeded", "operation: op");
        ExecStatus done = ran(A, "state: Succeeded");

        assertThat(planner.next(situation(LOST, NOW, List.of(unswept)))).isEqualTo(new ExecStep.Sweep(unswept));
        assertThat(kept(runs)).containsExactly(runs);
        assertThat(kept(unswept)).containsExactly(unswept);
        assertThat(kept(done)).isEmpty();
        assertThat(kept(done, A)).containsExactly(done);
    }

    @Test
    void what_left_the_spec_and_may_still_run_is_remembered_as_long_as_the_instance_runs() {
        ExecStatus unknown = ran(A, "state: Unknown");
        ExecStatus timedOut = ran(A, "state: Failed", "timedOutAt: '" + NOW + "'");

        assertThat(kept(unknown)).containsExactly(unknown);
        assertThat(kept(timedOut)).containsExactly(timedOut);
        assertThat(ExecPlanner.kept(List.of(), List.of(unknown, timedOut), new Rerun(""), false))
                .isEmpty();
    }

    private static List<ExecStatus> kept(ExecStatus status, ExecEntry... entries) {
        return ExecPlanner.kept(List.of(entries), List.of(status), new Rerun(""), true);
    }

    private ExecStep plan(OperationView view, Instant now, ExecStatus status) {
        return planner.next(situation(view, now, List.of(status), A));
    }

    private static ExecSituation situation(
            OperationView view, Instant now, List<ExecStatus> statuses, ExecEntry... entries) {
        return new ExecSituation(List.of(entries), statuses, new Rerun(""), true, UUID, STARTED, id -> view, now);
    }

    private static ExecStep run(ExecEntry entry) {
        return new ExecStep.Run(entry, hash(entry), 1);
    }

    private static ExecStatus running(ExecEntry entry, String... yaml) {
        return ran(
                entry,
                Stream.concat(Stream.of("state: Running", "operation: op", "startedAt: '" + NOW + "'"), Stream.of(yaml))
                        .toArray(String[]::new));
    }

    private static ExecStatus swept(ExecStatus status) {
        return ExecTransitions.swept(status);
    }

    private static ExecStatus ran(ExecEntry entry, String... yaml) {
        return command(Stream.concat(Stream.of("name: " + entry.name(), "hash: " + hash(entry)), Stream.of(yaml))
                .toArray(String[]::new));
    }

    private static String hash(ExecEntry entry) {
        return new ExecHash().of(entry, UUID, STARTED);
    }
}
