package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.NOW;
import static dev.incusoperator.instance.Given.asked;
import static dev.incusoperator.instance.Given.operation;
import static dev.incusoperator.instance.Given.ours;
import static dev.incusoperator.instance.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.Situation.Held;
import dev.incusoperator.instance.update.Applied;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdatePlannerTest {
    private static final int RUNNING = 103;
    private static final int STOPPED = 102;
    private static final int FROZEN = 110;

    @ParameterizedTest(name = "drift: {0}, {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Correct | as declared             | InSync Ready",
                "Correct | changed on the host     | update MEND_ALL",
                "Correct | changed in the resource | update MEND_ALL",
                "Correct | dropped by the resource | update MEND_ALL",
                "Report  | as declared             | InSync Ready",
                "Report  | changed on the host     | InSync Ready",
                "Report  | changed in the resource | update MEND_CHANGES",
                "Report  | dropped by the resource | update MEND_CHANGES",
            })
    void what_differs_is_written_unless_it_is_only_to_be_reported(String drift, String difference, String expected) {
        Instance instance = switch (difference) {
            case "as declared" -> instance(RUNNING, "user.color", "green", "{user.color: HASH_OF_GREEN}");
            case "changed on the host" -> instance(RUNNING, "user.color", "red", "{user.color: HASH_OF_GREEN}");
            case "changed in the resource" -> instance(RUNNING, "user.color", "red", "{user.color: another}");
            default -> instance(RUNNING, "user.color", "green", "{user.color: HASH_OF_GREEN, user.size: x}");
        };

        assertThat(next(asked("config: {user.color: green}", "drift: " + drift).seen(instance)))
                .isEqualTo(expected);
    }

    @Test
    void what_is_declared_anew_and_there_already_is_noted_as_ours() {
        assertThat(next(asked("config: {user.color: green}").seen(instance(RUNNING, "user.color", "green", "{}"))))
                .isEqualTo("update MEND_ALL");
    }

    @Test
    void an_instance_of_which_nothing_is_known_is_drifted_where_it_differs() {
        Instance unknown = with(ours(RUNNING), Map.of("user.color", "red", Applied.KEY, "{garbled"));

        assertThat(next(asked("config: {user.color: green}").seen(unknown))).isEqualTo("update MEND_ALL");
    }

    @Test
    void what_is_changing_its_power_or_is_broken_is_not_written_to() {
        Instance starting = instance(106, "user.color", "red", "{}");
        Instance broken = instance(112, "user.color", "red", "{}");

        assertThat(next(asked("config: {user.color: green}").seen(starting))).startsWith("wait");
        assertThat(next(asked("config: {user.color: green}").seen(broken))).isEqualTo("Failed InstanceError");
    }

    @ParameterizedTest(name = "replace: {0}, {1}, on a server that rebuilds: {2}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Never    | 103 | true  | InSync Ready",
                "Rebuild  | 103 | true  | BeginReplacement",
                "Rebuild  | 103 | false | InSync Ready",
                "Recreate | 103 | true  | BeginReplacement",
                "Recreate | 110 | true  | BeginReplacement",
                "Recreate | 102 | true  | BeginReplacement",
                "Recreate | 102 | false | BeginReplacement",
            })
    void another_source_is_what_the_resource_says(String replace, int power, boolean rebuilds, String expected) {
        Instance old = with(ours(power), Map.of(Applied.KEY, "{\"source\":\"image alias=older\"}"));
        Given given = asked("updates: {replace: " + replace + "}").seen(old);

        assertThat(next(rebuilds ? given : given.onPlainServer())).isEqualTo(expected);
    }

    @Test
    void a_recreation_that_has_begun_goes_by_way_of_a_stop() {
        Given given = asked("updates: {replace: Recreate}");
        Map<String, String> begun = rebuilding("image alias=busybox");

        assertThat(next(given.seen(with(ours(RUNNING), begun)))).isEqualTo("stop");
        assertThat(next(given.seen(with(ours(FROZEN), begun)))).isEqualTo("unfreeze");
        assertThat(next(given.seen(with(ours(STOPPED), begun)))).isEqualTo("DeleteInstance to replace it");
    }

    @Test
    void what_the_server_refuses_of_the_definition_is_refused_before_a_replacement_begins() {
        Instance older =
                with(ours(RUNNING), Map.of("user.color", "red", Applied.KEY, "{\"source\":\"image alias=older\"}"));
        Given given = asked("config: {user.color: green}", "updates: {replace: Recreate}")
                .seen(older);
        Held refused = new Held("update", "UpdateFailed", "no such value", true, NOW.plusSeconds(600));
        Held running = new Held("update", UpdatePlanner.NEEDS_STOP, "is running", true, NOW.plusSeconds(600));

        assertThat(next(given)).isEqualTo("update MEND_ALL");
        assertThat(next(given.held(refused))).isEqualTo("wait 600s: Refused UpdateFailed");
        assertThat(next(given.held(running)))
                .as("its successor is not running when it is made so")
                .isEqualTo("BeginReplacement");
    }

    @Test
    void a_replacement_that_cannot_succeed_is_in_the_way_of_nothing_else() {
        Held refused = new Held(Step.PREPARE, "ReplacementNotPossible", "no image", true, NOW.plusSeconds(600));
        Map<String, String> older = Map.of(Applied.KEY, "{\"source\":\"image alias=older\"}");
        Given given = asked("updates: {replace: Rebuild}").held(refused);

        assertThat(next(given.seen(with(ours(RUNNING), older)))).isEqualTo("wait 600s: Refused ReplacementNotPossible");
        assertThat(next(given.seen(with(ours(STOPPED), older)))).isEqualTo("start");
    }

    @ParameterizedTest(name = "{0} failed with {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "rebuild | Failed rebuilding instance from image: no space left on device       | update FAIL_REBUILD",
                "rebuild | Failed rebuilding instance from image: a volume that has snapshots    | update CANCEL_REBUILD",
                "rebuild | Image not provided for instance rebuild                               | update CANCEL_REBUILD",
                "replace | Instance is protected                                                 | update CANCEL_REBUILD",
            })
    void a_replacement_that_fails_is_withdrawn_and_what_ran_runs_again(String action, String error, String expected) {
        Given given = asked("updates: {replace: " + (action.equals("rebuild") ? "Rebuild" : "Recreate") + "}")
                .operation(operation("action: " + action, "state: Failed", "error: '" + error + "'"));
        Held failed = new Held(action, "RebuildFailed", error, true, NOW.plusSeconds(600));
        Instance stopped = with(ours(STOPPED), rebuilding("image alias=busybox"));
        Map<String, String> older = Map.of(Applied.KEY, "{\"source\":\"image alias=older\"}");

        assertThat(next(given.seen(stopped))).isEqualTo(expected);
        assertThat(next(given.held(failed).seen(with(ours(STOPPED), older)))).isEqualTo("start");
        assertThat(next(given.held(failed).seen(with(ours(RUNNING), older))))
                .as("it is not stopped again for it")
                .isEqualTo("wait 600s: Refused RebuildFailed");
    }

    @Test
    void a_replacement_that_the_server_refuses_at_once_is_withdrawn_and_one_without_an_answer_is_not() {
        Instance stopped = with(ours(STOPPED), rebuilding("image alias=busybox"));
        Given given = asked("updates: {replace: Rebuild}").seen(stopped);

        assertThat(next(given.held(new Held("rebuild", "RebuildFailed", "no", true, NOW.plusSeconds(600)))))
                .isEqualTo("update CANCEL_REBUILD");
        assertThat(next(given.held(new Held("rebuild", "HostUnreachable", "?", false, NOW.plusSeconds(2)))))
                .as("the host may be at work on it")
                .isEqualTo("wait 2s: Failed HostUnreachable");
    }

    @Test
    void a_root_that_a_failed_rebuild_has_left_is_of_no_image_also_not_of_the_old_one() {
        Instance half = with(
                ours(STOPPED),
                Map.of(Applied.KEY, "{\"source\":\"image alias=another (the rebuild failed halfway)\"}"));
        Held start = new Held("start", "StartFailed", "no root", false, NOW.plusSeconds(2));
        Held rebuild = new Held("rebuild", "RebuildFailed", "no space", true, NOW.plusSeconds(600));
        Given back = asked("updates: {replace: Rebuild}").seen(half);

        assertThat(next(back)).isEqualTo("BeginReplacement");
        assertThat(next(back.held(rebuild))).as("it may run all the same").isEqualTo("start");
        assertThat(next(back.held(rebuild, start))).isEqualTo("wait 2s: Refused RebuildFailed");
    }

    @Test
    void what_a_broken_off_creation_has_left_is_deleted_where_it_is_known_never_to_have_run() {
        Given unknown = asked().operation(operation("action: create", "state: Unknown"));
        Instance half = Given.shown("status: Stopped", "status_code: 102", "last_used_at: '1970-01-01T00:00:00Z'");
        Instance whole = with(half, Map.of("volatile.apply_template", "create"));
        Instance ran = Given.shown("status: Stopped", "status_code: 102", "last_used_at: '2026-03-01T10:00:00Z'");

        assertThat(next(unknown.seen(half))).isEqualTo("DeleteHalfMade");
        assertThat(next(asked().seen(half)))
                .as("the operator was killed as well, before it wrote down what it had sent")
                .isEqualTo("DeleteHalfMade");
        assertThat(next(unknown.seen(whole))).isEqualTo("start");
        assertThat(next(unknown.seen(ran))).isEqualTo("start");
        assertThat(next(asked().operation(operation("action: adopt", "state: Succeeded"))
                        .seen(half)))
                .as("it was not made by this resource")
                .isEqualTo("start");
    }

    @Test
    void a_copy_is_not_rebuilt() {
        Instance old = with(ours(RUNNING), Map.of(Applied.KEY, "{\"source\":\"image alias=older\"}"));

        assertThat(next(asked("copyFrom: {instance: db}", "updates: {replace: Rebuild}")
                        .seen(old)))
                .isEqualTo("InSync Ready");
    }

    @Test
    void a_rebuild_goes_by_way_of_a_stop_and_is_noted_when_it_is_done() {
        Map<String, String> begun = rebuilding("image alias=busybox");
        Given given = asked("updates: {replace: Rebuild}");

        assertThat(next(given.seen(with(ours(RUNNING), begun)))).isEqualTo("stop");
        assertThat(next(given.seen(with(ours(FROZEN), begun)))).isEqualTo("unfreeze");
        assertThat(next(given.seen(with(ours(STOPPED), begun)))).isEqualTo("RebuildInstance");
        assertThat(next(given.operation(operation("action: rebuild", "state: Succeeded"))))
                .isEqualTo("update END_REBUILD");
        assertThat(next(given.operation(operation("action: rebuild", "state: Unknown"))))
                .as("it is not known to have been done")
                .isEqualTo("RebuildInstance");
    }

    @Test
    void a_rebuild_is_withdrawn_with_what_asked_for_it_unless_it_may_have_been_done() {
        Instance begun = with(ours(STOPPED), rebuilding("image alias=another"));
        Given back =
                asked("updates: {replace: Rebuild}", "image: {alias: older}").seen(begun);
        Given never = asked("image: {alias: another}").seen(begun);

        assertThat(next(back)).isEqualTo("update CANCEL_REBUILD");
        assertThat(next(never)).isEqualTo("update CANCEL_REBUILD");
        assertThat(next(back.operation(operation("action: rebuild", "state: Failed"))))
                .isEqualTo("update CANCEL_REBUILD");
        assertThat(next(back.operation(operation("action: rebuild", "state: Unknown"))))
                .isEqualTo("update END_REBUILD");
    }

    @Test
    void an_instance_whose_power_is_not_managed_is_not_stopped_for_anything() {
        Map<String, String> older = Map.of(Applied.KEY, "{\"source\":\"image alias=older\"}");
        Held refused = new Held("update", UpdatePlanner.NEEDS_STOP, "is running", true, NOW.plusSeconds(600));

        for (String replace : List.of("Rebuild", "Recreate")) {
            Given given = asked("powerState: Unmanaged", "updates: {replace: " + replace + "}");
            assertThat(next(given.seen(with(ours(RUNNING), older)))).isEqualTo("InSync Ready");
            assertThat(next(given.seen(with(ours(STOPPED), older)))).isNotEqualTo("InSync Ready");
        }
        assertThat(next(asked("powerState: Unmanaged", "config: {user.color: green}", "updates: {restart: Allowed}")
                        .held(refused)
                        .seen(instance(RUNNING, "user.color", "red", "{}"))))
                .isEqualTo("wait 600s: Refused UpdateNeedsStop");
    }

    @Test
    void an_update_that_is_refused_is_in_the_way_of_nothing_else() {
        Held refused = new Held("update", "UpdateFailed", "no such value", true, NOW.plusSeconds(600));
        Given given = asked("config: {user.color: green}").held(refused);

        assertThat(next(given.seen(instance(STOPPED, "user.color", "red", "{}"))))
                .isEqualTo("start");
        assertThat(next(given.seen(instance(RUNNING, "user.color", "red", "{}"))))
                .isEqualTo("wait 600s: Refused UpdateFailed");
    }

    private static Map<String, String> rebuilding(String target) {
        return Map.of(Applied.KEY, "{\"source\":\"image alias=older\",\"rebuild\":\"" + target + "\",\"rebuilds\":0}");
    }

    @ParameterizedTest(name = "{0}, asked for: {1}, restart: {2}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "103 | false | Never   | InSync Ready",
                "103 | false | Allowed | restart",
                "103 | true  | Never   | restart",
                "110 | true  | Never   | unfreeze",
                "102 | true  | Allowed | start",
            })
    void a_restart_needs_leave(int power, boolean askedFor, String restart, String expected) {
        Instance instance = awaitingRestart(power, Given.STARTED, askedFor);

        assertThat(next(asked("updates: {restart: " + restart + "}").seen(instance)))
                .isEqualTo(expected);
    }

    @Test
    void a_restart_that_somebody_else_made_is_not_made_again() {
        Instance restarted = awaitingRestart(RUNNING, "2026-03-01T10:30:00Z", true);

        assertThat(next(asked().seen(restarted))).isEqualTo("InSync Ready");
    }

    @Test
    void a_restart_that_failed_is_forced_when_the_time_for_a_stop_is_over() {
        Given given = asked().seen(awaitingRestart(RUNNING, Given.STARTED, true));

        assertThat(next(given.operation(failedRestart(59)))).isEqualTo("restart");
        assertThat(next(given.operation(failedRestart(60)))).isEqualTo("force-restart");
    }

    private static OperationStatus failedRestart(long secondsAgo) {
        return operation("action: restart", "state: Failed", "startedAt: '" + Given.NOW.minusSeconds(secondsAgo) + "'");
    }

    @Test
    void the_annotation_is_noted_once() {
        Instance unaware = instance(RUNNING, "user.x", "y", "{}");

        assertThat(next(asked().restartedAt("now").seen(unaware))).isEqualTo("update MEND_ALL");
        assertThat(next(asked().restartedAt("now").seen(ours(RUNNING))))
                .as("an instance made with it has no need of it")
                .isEqualTo("InSync Ready");
    }

    @Test
    void what_the_server_takes_of_a_stopped_instance_only_is_written_by_way_of_a_stop_with_leave() {
        Held refused = new Held("update", UpdatePlanner.NEEDS_STOP, "is running", true, NOW.plusSeconds(600));
        Given given = asked("config: {user.color: green}", "updates: {restart: Allowed}")
                .held(refused);

        assertThat(next(given.seen(instance(RUNNING, "user.color", "red", "{}"))))
                .isEqualTo("stop");
        assertThat(next(given.seen(instance(STOPPED, "user.color", "red", "{}"))))
                .isEqualTo("update MEND_ALL");
        assertThat(next(asked("config: {user.color: green}")
                        .held(refused)
                        .seen(instance(RUNNING, "user.color", "red", "{}"))))
                .isEqualTo("wait 600s: Refused UpdateNeedsStop");
    }

    @Test
    void what_was_taken_over_is_shown_before_it_is_changed() {
        Given given = asked("config: {user.color: green}")
                .seen(instance(RUNNING, "user.color", "red", "{user.color: HASH_OF_GREEN}"))
                .operation(operation("action: adopt", "state: Succeeded"));

        assertThat(next(given)).isEqualTo("wait 0s: Progressing Adopted");
        assertThat(next(given.driftTold())).isEqualTo("update MEND_ALL");
    }

    @ParameterizedTest(name = "adopt: {0}, an instance {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Never      | without a mark         | Refused NameConflict",
                "Never      | of another cluster     | Refused NameConflict",
                "IfUnowned  | without a mark         | AdoptInstance",
                "IfUnowned  | of another cluster     | Refused NameConflict",
                "IfUnowned  | of another resource    | Refused NameConflict",
                "IfOrphaned | without a mark         | Refused NameConflict",
                "IfOrphaned | of another cluster     | AdoptInstance",
                "IfOrphaned | of another resource    | Refused NameConflict",
            })
    void an_instance_that_is_there_is_taken_over_as_the_resource_says(String adopt, String whose, String expected) {
        Map<String, String> marks = switch (whose) {
            case "without a mark" -> Map.of();
            case "of another cluster" -> new Mark("cluster-2", "team-a", "web").config(Given.WEB);
            default -> Given.FOREIGN.config(Given.WEB);
        };

        assertThat(next(asked("adopt: " + adopt).seen(Given.instance(RUNNING, marks))))
                .isEqualTo(expected);
    }

    @Test
    void one_that_was_deleted_behind_its_back_is_made_anew_or_reported() {
        assertThat(next(asked().known())).isEqualTo("CreateInstance");
        assertThat(next(asked("onMissing: Report").known())).isEqualTo("Refused InstanceMissing");
        assertThat(next(asked("onMissing: Report"))).as("it was never there").isEqualTo("CreateInstance");
        assertThat(next(asked("onMissing: Report", "ephemeral: true").known()))
                .as("it goes when it stops")
                .isEqualTo("CreateInstance");
        assertThat(next(asked("onMissing: Report").known().operation(operation("action: replace", "state: Succeeded"))))
                .as("it was we who deleted it")
                .isEqualTo("CreateInstance");
        assertThat(next(asked("onMissing: Report").known().operation(operation("action: create", "state: Failed"))))
                .as("it was never made")
                .isEqualTo("CreateInstance");
        assertThat(next(asked("onMissing: Report").known().operation(operation("action: create", "state: Unknown"))))
                .as("it was seen, and nobody knows that its creation failed")
                .isEqualTo("Refused InstanceMissing");
    }

    @Test
    void a_dry_run_takes_no_step() {
        assertThat(next(asked().dryRun())).isEqualTo("Paused DryRun");
        assertThat(next(asked().dryRun().seen(ours(STOPPED)))).isEqualTo("Paused DryRun");
        assertThat(next(asked().dryRun().seen(ours(STOPPED)).deleting(true))).isEqualTo("Paused DryRun");
    }

    private static String next(Given given) {
        return StepText.of(new Planner().next(given.situation()), NOW);
    }

    /** Ours, from the source that is asked for, with one key in its config, and with these hashes noted. */
    private static Instance instance(int power, String key, String value, String noted) {
        String green = Applied.first(
                        asked("config: {user.color: green}").situation().declared())
                .config()
                .get("user.color");
        String applied = Given.tree("{source: 'image alias=busybox', config: "
                        + noted.replace("HASH_OF_GREEN", "'" + green + "'") + "}")
                .toString();
        return with(ours(power), Map.of(key, value, "user.size", "x", Applied.KEY, applied));
    }

    private static Instance awaitingRestart(int power, String since, boolean askedFor) {
        return with(
                ours(power),
                Map.of(
                        Applied.KEY,
                        "{\"source\":\"image alias=busybox\",\"restart\":{\"since\":\"" + since
                                + "\",\"fields\":[\"config.x\"],\"asked\":" + askedFor + "}}"));
    }
}
