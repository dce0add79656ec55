package dev.incusoperator.instance.exec;

import static dev.incusoperator.instance.Given.NOW;
import static dev.incusoperator.instance.Given.command;
import static dev.incusoperator.instance.Given.ended;
import static dev.incusoperator.instance.Given.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.host.Host.OperationView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExecPlannerTest {
    private static final String UUID = "uuid-1";
    private static final String STARTED = "2026-03-01T11:00:00Z";

    private static final ExecEntry A = entry("a");
    private static final ExecEntry B = entry("b");

    private final ExecPlanner planner = new ExecPlanner();

    /** What is planned for {@code a} and {@code b}, listed in this order. */
    record Row(String sentence, String expected, List<ExecStatus> statuses) {
        @Override
        public String toString() {
            return sentence + ": " + expected;
        }
    }

    static Stream<Row> order() {
        return Stream.of(
                row("nothing has run", "Run a 1"),
                row("the first was not sent", "Run a 1", ran(A, "state: Pending", "attempts: 0")),
                row("the first runs", "Await a", running(A)),
                row("the first has succeeded", "Run b 1", ran(A, "state: Succeeded")),
                row("the first has failed", "Failed a", ran(A, "state: Failed")),
                row("what became of the first is not known", "Failed a", ran(A, "state: Unknown")),
                row("the second runs", "Await b", ran(A, "state: Succeeded"), running(B)),
                row("both have succeeded", "Done", ran(A, "state: Succeeded"), ran(B, "state: Succeeded")),
                row("only the second has run, by an earlier spec", "Run a 1", ran(B, "state: Succeeded")),
                row("the second runs, by an earlier spec: one at a time", "Await b", running(B)),
                row("the second has failed", "Failed b", ran(A, "state: Succeeded"), ran(B, "state: Failed")));
    }

    @ParameterizedTest
    @MethodSource("order")
    void commands_run_in_their_order_each_after_the_one_before(Row row) {
        assertThat(plan(row.statuses(), A, B)).as(row.sentence()).isEqualTo(row.expected());
    }

    @Test
    void thirty_two_commands_run_in_the_order_in_which_they_are_listed() {
        ExecEntry[] entries =
                IntStream.range(0, 32).mapToObj(i -> entry("c" + i)).toArray(ExecEntry[]::new);
        ExecStatus[] statuses =
                Stream.of(entries).map(each -> ran(each, "state: Succeeded")).toArray(ExecStatus[]::new);

        assertThat(IntStream.range(0, 32).mapToObj(i -> plan(List.of(statuses).subList(0, i), entries)))
                .containsExactlyElementsOf(
                        IntStream.range(0, 32).mapToObj(i -> "Run c" + i + " 1").toList());
        assertThat(plan(List.of(statuses), entries)).isEqualTo("Done");
    }

    @Test
    void commands_wait_for_an_instance_that_does_not_run_and_none_is_owed_without_need() {
        assertThat(text(planner.next(situation(List.of(), "", false, UUID, STARTED, NOW, A))))
                .isEqualTo("NotRunning a");
        assertThat(text(planner.next(situation(List.of(ran(A, "state: Succeeded")), "", false, UUID, STARTED, NOW, A))))
                .isEqualTo("Done");
        assertThat(text(planner.next(situation(List.of(ran(A, "state: Failed")), "", false, UUID, STARTED, NOW, A))))
                .as("a failure is told whether it runs or not")
                .isEqualTo("Failed a");
    }

    @ParameterizedTest(name = "{0}: an instance {1} runs it again: {2}")
    @CsvSource({
        "Once, started again, false",
        "OnChange, started again, false",
        "OnStart, started again, true",
        "Once, made anew, true",
        "OnChange, made anew, true",
        "OnStart, made anew, true",
    })
    void what_happens_to_the_instance_runs_a_command_again_by_its_trigger(
            String trigger, String happens, boolean again) {
        ExecEntry entry = entry("a", "trigger: " + trigger);
        List<ExecStatus> statuses = List.of(ran(entry, "state: Succeeded"));
        String uuid = happens.equals("made anew") ? "uuid-2" : UUID;
        String started = happens.equals("started again") ? "2026-03-01T11:30:00Z" : STARTED;

        assertThat(text(planner.next(situation(statuses, "", true, uuid, started, NOW, entry))))
                .isEqualTo(again ? "Run a 1" : "Done");
    }

    @Test
    void an_instance_that_is_made_anew_runs_all_of_them_in_order() {
        List<ExecStatus> statuses = List.of(ran(A, "state: Succeeded"), ran(B, "state: Failed"));

        assertThat(text(planner.next(situation(statuses, "", true, "uuid-2", STARTED, NOW, A, B))))
                .isEqualTo("Run a 1");
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"OnChange, Run a 1", "OnStart, Run a 1", "Once, Done"})
    void a_changed_entry_runs_again_unless_it_runs_once(String trigger, String expected) {
        List<ExecStatus> statuses = List.of(ran(entry("a", "trigger: " + trigger), "state: Succeeded"));

        assertThat(plan(statuses, entry("a", "trigger: " + trigger, "command: [other]")))
                .isEqualTo(expected);
    }

    @Test
    void a_changed_entry_does_not_run_the_later_ones_again() {
        ExecEntry changed = entry("a", "command: [other]");
        ExecStatus later = ran(B, "state: Succeeded");

        assertThat(plan(List.of(ran(A, "state: Succeeded"), later), changed, B)).isEqualTo("Run a 1");
        assertThat(plan(List.of(ran(changed, "state: Succeeded"), later), changed, B))
                .isEqualTo("Done");
    }

    @Test
    void entries_in_another_order_are_the_same_entries() {
        assertThat(plan(List.of(ran(A, "state: Succeeded"), ran(B, "state: Succeeded")), B, A))
                .isEqualTo("Done");
    }

    @Test
    void a_change_mends_a_failed_command() {
        assertThat(plan(List.of(ran(A, "state: Failed", "attempts: 4")), entry("a", "command: [better]")))
                .isEqualTo("Run a 1");
    }

    @ParameterizedTest(name = "attempt {0} failed {1} s ago: {2}")
    @CsvSource({
        "1, 0, Retry a in 10s",
        "1, 9, Retry a in 1s",
        "1, 10, Run a 2",
        "2, 10, Retry a in 10s",
        "2, 20, Run a 3",
        "3, 0, Retry a in 40s",
        "5, 0, Retry a in 160s",
        "6, 0, Retry a in 300s",
        "60, 0, Retry a in 300s",
        "99, 300, Run a 100",
        "100, 300, Run a 101",
        "101, 0, Failed a",
    })
    void a_failed_command_is_tried_again_with_growing_pauses(int attempts, int ago, String expected) {
        ExecEntry entry = entry("a", "onFailure: Retry", "backoffLimit: 100");

        assertThat(plan(List.of(failed(entry, attempts, ago)), entry)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "limit {0}, attempt {1} failed: {2}")
    @CsvSource({"0, 1, Failed a", "1, 1, Run a 2", "1, 2, Failed a", "'', 3, Run a 4", "'', 4, Failed a"})
    void a_command_is_tried_again_as_often_as_its_limit_says(String limit, int attempts, String expected) {
        ExecEntry entry = limit.isEmpty()
                ? entry("a", "onFailure: Retry")
                : entry("a", "onFailure: Retry", "backoffLimit: " + limit);

        assertThat(plan(List.of(failed(entry, attempts, 600)), entry)).isEqualTo(expected);
    }

    @Test
    void a_command_that_was_not_sent_has_used_up_no_attempt_and_gets_none_back() {
        ExecEntry entry = entry("a", "onFailure: Retry");

        assertThat(plan(List.of(ran(entry, "state: Pending", "attempts: 3")), entry))
                .isEqualTo("Run a 4");
    }

    @Test
    void a_failure_that_does_not_matter_lets_the_next_one_run() {
        ExecEntry first = entry("a", "onFailure: Continue");

        assertThat(plan(List.of(failed(first, 1, 600)), first, B)).isEqualTo("Run b 1");
        assertThat(plan(List.of(failed(first, 1, 600), ran(B, "state: Succeeded")), first, B))
                .isEqualTo("Done");
    }

    @Test
    void a_command_of_unknown_outcome_is_run_again_only_where_it_bears_that() {
        assertThat(plan(List.of(ran(A, "state: Unknown")), A)).isEqualTo("Failed a");
        ExecEntry twice = entry("a", "onUnknown: Rerun");
        assertThat(plan(List.of(ran(twice, "state: Unknown", "attempts: 2")), twice))
                .as("an earlier attempt may still run")
                .isEqualTo("AwaitEarlier a");
        ExecEntry careless = entry("a", "onFailure: Continue");
        assertThat(plan(List.of(ran(careless, "state: Unknown")), careless, B))
                .as("not known is not failed")
                .isEqualTo("Failed a");
    }

    @ParameterizedTest(name = "answered ''{0}'', asked ''{1}'': {2}")
    @CsvSource({
        "'', a, Run a 1",
        "a, a, Done",
        "a, a 2, Run a 1",
        "a 2, a 2, Done",
        "a 2, a, Run a 1",
        "'', b, Done",
        "'', ab, Done",
        "'', '', Done",
        "a, '', Done",
    })
    void a_request_to_run_again_is_answered_once(String answered, String asked, String expected) {
        ExecStatus status =
                answered.isEmpty() ? ran(A, "state: Succeeded") : ran(A, "state: Succeeded", "rerun: " + answered);

        assertThat(text(planner.next(situation(List.of(status), asked, true, UUID, STARTED, NOW, A))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"Failed", "Succeeded", "Pending"})
    void whatever_became_of_a_command_it_runs_again_when_that_is_asked_for(String state) {
        ExecEntry once = entry("a", "trigger: Once");

        assertThat(text(planner.next(situation(
                        List.of(ran(once, "state: " + state, "attempts: 0")), "a", true, UUID, STARTED, NOW, once))))
                .isEqualTo("Run a 1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "it waits, EarlierRuns a",
        "not followed yet, FollowEarlier a",
        "forgotten, AwaitEarlier a",
        "0, EarlierOver a",
        "4, EarlierStuck a",
        "137, EarlierUntold a",
        "3, EarlierRuns a",
        "127, EarlierRuns a",
        "could not be begun, EarlierRuns a",
    })
    void an_attempt_of_which_nobody_saw_the_end_is_waited_for_in_the_guest(String answer, String expected) {
        ExecEntry twice = entry("a", "onUnknown: Rerun");
        ExecStatus unknown =
                ran(twice, "state: Unknown", "startedAt: '" + NOW.minusSeconds(200) + "'", "waitOperation: w");

        assertThat(text(planner.next(waited(unknown, answer, NOW, twice)))).isEqualTo(expected);
    }

    @Test
    void where_the_guest_cannot_be_asked_the_time_of_the_earlier_attempt_is_waited_out() {
        ExecEntry twice = entry("a", "onUnknown: Rerun");
        ExecStatus unknown = ran(twice, "state: Unknown", "startedAt: '" + NOW + "'", "waitOperation: w");

        assertThat(planner.next(waited(unknown, "127", NOW, twice)))
                .isEqualTo(new ExecStep.EarlierRuns(unknown, NOW.plusSeconds(300)));
        assertThat(planner.next(waited(unknown, "127", NOW.plusSeconds(300), twice)))
                .isEqualTo(new ExecStep.EarlierOver(unknown));
    }

    @Test
    void an_attempt_that_may_still_run_is_in_the_way_whatever_the_next_one_is_begun_for() {
        ExecStatus unknown = ran(A, "state: Unknown");
        ExecStatus stuck = ran(A, "state: Failed", "timedOutAt: '" + NOW + "'");

        assertThat(text(planner.next(situation(List.of(unknown), "a", true, UUID, STARTED, NOW, A))))
                .isEqualTo("AwaitEarlier a");
        assertThat(plan(List.of(unknown), entry("a", "command: [other]"))).isEqualTo("AwaitEarlier a");
        assertThat(text(planner.next(situation(List.of(stuck), "a", true, UUID, STARTED, NOW, A))))
                .isEqualTo("AwaitEarlier a");
        assertThat(text(planner.next(situation(List.of(unknown), "a", false, UUID, STARTED, NOW, A))))
                .isEqualTo("NotRunning a");
        ExecStatus ended = ran(A, "state: Failed", "timedOutAt: '" + NOW + "'", "exitCode: 143");
        assertThat(text(planner.next(situation(List.of(ended), "a", true, UUID, STARTED, NOW, A))))
                .isEqualTo("Run a 1");
    }

    private static ExecSituation waited(ExecStatus status, String answer, Instant now, ExecEntry entry) {
        OperationView view = switch (answer) {
            case "it waits" -> new OperationView.Running("");
            case "not followed yet" -> new OperationView.NotTracked();
            case "forgotten" -> new OperationView.Lost();
            case "could not be begun" -> new OperationView.Ended(ended("w", 400, "Instance is not running"));
            default -> new OperationView.Ended(ended("w", 200, "", "{return: " + answer + "}"));
        };
        return new ExecSituation(List.of(entry), List.of(status), new Rerun(""), true, UUID, STARTED, id -> view, now);
    }

    @Test
    void a_command_that_runs_is_not_begun_again_by_a_request() {
        assertThat(text(planner.next(situation(List.of(running(A)), "a", true, UUID, STARTED, NOW, A))))
                .isEqualTo("Await a");
    }

    @Test
    void a_request_that_is_withdrawn_is_forgotten_so_that_it_can_be_made_anew() {
        List<ExecStatus> statuses = List.of(ran(A, "state: Succeeded", "rerun: a"));

        List<ExecStatus> withdrawn = ExecPlanner.kept(List.of(A), statuses, new Rerun(""), true);

        assertThat(ExecPlanner.kept(List.of(A), statuses, new Rerun("a"), true)).isEqualTo(statuses);
        assertThat(text(planner.next(situation(withdrawn, "a", true, UUID, STARTED, NOW, A))))
                .isEqualTo("Run a 1");
    }

    private String plan(List<ExecStatus> statuses, ExecEntry... entries) {
        return text(planner.next(situation(statuses, "", true, UUID, STARTED, NOW, entries)));
    }

    private static ExecSituation situation(
            List<ExecStatus> statuses,
            String rerun,
            boolean running,
            String uuid,
            String startedAt,
            Instant now,
            ExecEntry... entries) {
        return new ExecSituation(
                List.of(entries),
                statuses,
                new Rerun(rerun),
                running,
                uuid,
                startedAt,
                id -> new OperationView.Running(""),
                now);
    }

    private static Row row(String sentence, String expected, ExecStatus... statuses) {
        return new Row(sentence, expected, List.of(statuses));
    }

    private static ExecStatus failed(ExecEntry entry, int attempts, int secondsAgo) {
        return ran(
                entry, "state: Failed", "attempts: " + attempts, "finishedAt: '" + NOW.minusSeconds(secondsAgo) + "'");
    }

    private static ExecStatus running(ExecEntry entry) {
        return ran(entry, "state: Running", "operation: op", "startedAt: '" + NOW + "'");
    }

    /** What the status says of an entry that was run as it is now, in this instance. */
    private static ExecStatus ran(ExecEntry entry, String... yaml) {
        String hash = new ExecHash().of(entry, UUID, STARTED);
        return command(Stream.concat(Stream.of("name: " + entry.name(), "hash: " + hash), Stream.of(yaml))
                .toArray(String[]::new));
    }

    private static String text(ExecStep step) {
        String name = step.getClass().getSimpleName();
        if (step instanceof ExecStep.Run run) {
            return name + " " + run.entry().name() + " " + run.attempt();
        }
        if (step instanceof ExecStep.Starting starting) {
            return name + " " + starting.run().entry().name();
        }
        if (step instanceof ExecStep.EarlierRuns
                || step instanceof ExecStep.FollowEarlier
                || step instanceof ExecStep.EarlierOver
                || step instanceof ExecStep.EarlierStuck
                || step instanceof ExecStep.EarlierUntold) {
            return name + " a";
        }
        if (step instanceof ExecStep.Await await) {
            return name + " " + await.status().name();
        }
        if (step instanceof ExecStep.Failed failed) {
            return name + " " + failed.status().name();
        }
        if (step instanceof ExecStep.NotRunning waits) {
            return name + " " + waits.next().name();
        }
        if (step instanceof ExecStep.Retry retry) {
            return name + " " + retry.status().name() + " in "
                    + Duration.between(NOW, retry.at()).toSeconds() + "s";
        }
        return name;
    }
}
