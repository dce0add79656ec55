package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.NOW;
import static dev.incusoperator.instance.Given.asked;
import static dev.incusoperator.instance.Given.command;
import static dev.incusoperator.instance.Given.operation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.status.Conditions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusNewsTest {
    private static final Outcome READY = new Outcome.InSync("Ready", "it is as declared");
    private static final Outcome WORKING = new Outcome.Progressing("Creating", "it is being made");

    @ParameterizedTest
    @CsvSource({
        "create, Created, Created the instance",
        "start, Started, Started the instance",
        "stop, Stopped, Stopped the instance",
        "force-stop, Stopped, 'Stopped the instance, by force'",
        "restart, Restarted, Restarted the instance",
        "freeze, Frozen, Frozen the instance",
        "unfreeze, Unfrozen, Unfrozen the instance",
        "adopt, Adopted, Adopted the instance",
        "rebuild, Rebuilt, Rebuilt the instance",
        "delete, Deleted, Deleted the instance",
        "release, Released, Released the instance",
    })
    void an_operation_that_succeeded_is_news_once(String action, String reason, String text) {
        InstanceStatus before = status(WORKING, operation("id: a", "action: " + action, "state: Running"));
        InstanceStatus after = status(WORKING, operation("id: a", "action: " + action, "state: Succeeded"));

        assertThat(news(before, after)).containsExactly("NORMAL " + reason + ": " + text);
        assertThat(news(null, after)).hasSize(1);
        assertThat(news(after, after)).isEmpty();
    }

    @Test
    void the_next_one_of_the_same_kind_is_news_again_also_where_it_was_done_at_once() {
        InstanceStatus first = status(READY, operation("id: a", "action: start", "state: Succeeded"));
        InstanceStatus second = status(READY, operation("id: b", "action: start", "state: Succeeded"));
        InstanceStatus atOnce = status(READY, operation("action: release", "state: Succeeded", "startedAt: one"));
        InstanceStatus again = status(READY, operation("action: release", "state: Succeeded", "startedAt: two"));

        assertThat(news(first, second)).hasSize(1);
        assertThat(news(atOnce, again)).hasSize(1);
        assertThat(news(atOnce, atOnce)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Running", "Failed", "Unknown"})
    void an_operation_that_did_not_succeed_is_told_by_what_became_of_the_resource(String state) {
        assertThat(news(null, status(WORKING, operation("id: a", "action: start", "state: " + state))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Succeeded, NORMAL CommandSucceeded: command greet succeeded (attempt 2)",
        "Failed, WARNING CommandFailed: command greet (attempt 2): because",
        "Unknown, WARNING CommandUnknown: command greet (attempt 2): because",
    })
    void the_end_of_a_command_is_news_once(String state, String told) {
        String message = state.equals("Succeeded") ? "name: greet" : "message: because";
        InstanceStatus before = commanded(command("name: greet", "state: Running", "attempts: 2"));
        InstanceStatus after = commanded(command("name: greet", "state: " + state, "attempts: 2", message));

        assertThat(news(before, after)).containsExactly(told);
        assertThat(news(after, after)).isEmpty();
        assertThat(news(after, commanded(command("name: greet", "state: " + state, "attempts: 3", message))))
                .as("another attempt")
                .hasSize(1);
        assertThat(news(
                        after,
                        commanded(
                                command("name: greet", "state: " + state, "attempts: 2", message, "startedAt: later"))))
                .as("another run")
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"Pending", "Running"})
    void a_command_that_is_under_way_is_no_news(String state) {
        assertThat(news(null, commanded(command("name: greet", "state: " + state))))
                .isEmpty();
    }

    @Test
    void trouble_is_news_where_it_says_something_new() {
        InstanceStatus refused = status(new Outcome.Refused("NameConflict", "it is another's"), null);

        assertThat(news(null, refused)).containsExactly("WARNING NameConflict: it is another's");
        assertThat(news(refused, refused)).isEmpty();
        assertThat(news(refused, status(new Outcome.Refused("NameConflict", "it is a third's"), null)))
                .hasSize(1);
        assertThat(news(status(READY, null), status(new Outcome.Failed("StartFailed", "no room"), null)))
                .containsExactly("WARNING StartFailed: no room");
        assertThat(news(status(READY, null), status(new Outcome.Failed("FileNotWritten", "no room"), null)))
                .containsExactly("WARNING FileNotWritten: no room");
        assertThat(news(status(READY, null), status(new Outcome.Waiting("HostUnreachable", "away"), null)))
                .containsExactly("WARNING HostUnreachable: away");
    }

    @Test
    void what_is_under_way_or_well_or_told_by_its_command_is_no_trouble() {
        assertThat(news(null, status(READY, null))).isEmpty();
        assertThat(news(null, status(WORKING, null))).isEmpty();
        assertThat(news(null, status(new Outcome.Failed("SourceMissing", "it may come"), null)))
                .isEmpty();
        assertThat(news(null, status(new Outcome.Refused("CommandFailed", "command greet"), null)))
                .isEmpty();
    }

    @Test
    void what_is_undone_again_and_again_is_trouble() {
        assertThat(news(status(READY, null), status(new Outcome.Failed("KeepsStopping", "why"), null)))
                .containsExactly("WARNING KeepsStopping: why");
    }

    @Test
    void an_update_names_what_it_was_for() {
        InstanceStatus before = differing(asked("config: {user.color: green}"), WORKING, Map.of());
        OperationStatus done = Given.operation("id: a", "action: update", "state: Succeeded");

        assertThat(news(before, status(READY, done)))
                .containsExactly("NORMAL Updated: Updated instance web on ClusterIncusHost/local: config.user.color");
    }

    @Test
    void drift_a_restart_that_is_required_and_an_outdated_image_are_told_once() {
        Given given = asked("config: {user.color: green}", "drift: Report");
        String applied = Applied.first(given.situation().declared())
                .json()
                .replace("alias=busybox", "alias=older")
                .replaceFirst(
                        "}$",
                        ",\"restart\":{\"since\":\"" + Given.STARTED
                                + "\",\"fields\":[\"config.raw.lxc\"],\"asked\":false}}");
        InstanceStatus after = differing(given, READY, Map.of(Applied.KEY, applied));

        assertThat(news(status(READY, null), after))
                .satisfiesExactly(
                        drift -> assertThat(drift)
                                .startsWith("WARNING Drifted: ")
                                .contains("config.user.color"),
                        restart -> assertThat(restart)
                                .startsWith("NORMAL RestartRequired: ")
                                .contains("config.raw.lxc"),
                        image -> assertThat(image)
                                .startsWith("NORMAL ImageOutdated: ")
                                .contains("alias=older"));
        assertThat(news(after, after)).isEmpty();
    }

    /** The status where the host shows an instance that lacks what is declared, and has that in its config. */
    private static InstanceStatus differing(Given given, Outcome outcome, Map<String, String> config) {
        Situation situation = given.seen(Given.with(Given.ours(103), config)).situation();
        return new InstanceStatusFactory(Clock.fixed(NOW, ZoneOffset.UTC)).build(null, 1, situation, outcome);
    }

    private static List<String> news(InstanceStatus before, InstanceStatus after) {
        return new StatusNews()
                .between(before, after).stream()
                        .map(each -> each.kind() + " " + each.reason() + ": " + each.message())
                        .toList();
    }

    private static InstanceStatus commanded(ExecStatus status) {
        return with(WORKING, null, List.of(status));
    }

    private static InstanceStatus status(Outcome outcome, OperationStatus operation) {
        return with(outcome, operation, null);
    }

    private static InstanceStatus with(Outcome outcome, OperationStatus operation, List<ExecStatus> exec) {
        Conditions conditions = new Conditions(null, 1, Clock.fixed(NOW, ZoneOffset.UTC));
        new OutcomePolicy().describe(outcome, true, conditions);
        return new InstanceStatus(1L, conditions.build(), operation, null, exec, null, null, null);
    }
}
