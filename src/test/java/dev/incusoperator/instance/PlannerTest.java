package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.MARK;
import static dev.incusoperator.instance.Given.NOW;
import static dev.incusoperator.instance.Given.WEB;
import static dev.incusoperator.instance.Given.asked;
import static dev.incusoperator.instance.Given.command;
import static dev.incusoperator.instance.Given.ended;
import static dev.incusoperator.instance.Given.instance;
import static dev.incusoperator.instance.Given.operation;
import static dev.incusoperator.instance.Given.ours;
import static dev.incusoperator.instance.Given.sight;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.ServerOperation;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Situation.Gate;
import dev.incusoperator.instance.Situation.Held;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.instance.update.Declared;
import dev.incusoperator.instance.update.Edit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is done in which situation, a sentence a row. */
class PlannerTest {
    private static final List<String> ASKED = List.of("Running", "Stopped", "Frozen", "Unmanaged");

    /** Every observed state by every declared one. */
    private static final String KEPT = """
            seen               | Running                         | Stopped             | Frozen              | Unmanaged
            unknown            | Waiting InstanceUnknown         | =                   | =                   | =
            being looked for   | wait 5s: Progressing Looking    | =                   | =                   | =
            gone               | CreateInstance                  | =                   | =                   | =
            ours Running       | InSync Ready                    | stop                | freeze              | InSync Ready
            ours Ready         | InSync Ready                    | stop                | freeze              | InSync Ready
            ours Stopped       | start                           | InSync Ready        | start               | InSync Ready
            ours Frozen        | unfreeze                        | unfreeze            | InSync Ready        | InSync Ready
            ours Starting      | wait 2s: Progressing InstanceBusy | =                 | =                   | InSync Ready
            ours Stopping      | wait 2s: Progressing InstanceBusy | =                 | =                   | InSync Ready
            ours Error         | Failed InstanceError            | =                   | =                   | =
            foreign Running    | Refused NameConflict            | =                   | =                   | =
            foreign Stopped    | Refused NameConflict            | =                   | =                   | =
            foreign Frozen     | Refused NameConflict            | =                   | =                   | =
            foreign Error      | Refused NameConflict            | =                   | =                   | =
            unmarked Running   | Refused NameConflict            | =                   | =                   | =
            unmarked Stopped   | Refused NameConflict            | =                   | =                   | =
            unmarked Frozen    | Refused NameConflict            | =                   | =                   | =
            copied Running     | Refused NameConflict            | =                   | =                   | =
            """;

    /** The same when the resource is being deleted: by its deletion policy; the declared power state does not matter. */
    private static final String DELETED = """
            seen               | Delete                            | Orphan
            unknown            | Waiting InstanceUnknown           | Waiting InstanceUnknown
            being looked for   | wait 5s: Progressing Looking      | wait 5s: Progressing Looking
            gone               | ReleaseFinalizer                  | ReleaseFinalizer
            ours Running       | stop                              | ReleaseInstance
            ours Ready         | stop                              | ReleaseInstance
            ours Stopped       | DeleteInstance                    | ReleaseInstance
            ours Frozen        | unfreeze                          | ReleaseInstance
            ours Starting      | wait 2s: Progressing Deleting     | ReleaseInstance
            ours Stopping      | wait 2s: Progressing Deleting     | ReleaseInstance
            ours Error         | DeleteInstance                    | ReleaseInstance
            foreign Running    | ReleaseFinalizer                  | ReleaseFinalizer
            foreign Stopped    | ReleaseFinalizer                  | ReleaseFinalizer
            unmarked Running   | ReleaseFinalizer                  | ReleaseFinalizer
            unmarked Stopped   | ReleaseFinalizer                  | ReleaseFinalizer
            copied Stopped     | ReleaseFinalizer                  | ReleaseFinalizer
            """;

    private final Planner planner = new Planner();

    record Row(String sentence, Given given, String expected) {
        @Override
        public String toString() {
            return sentence + ": " + expected;
        }
    }

    static Stream<Row> observedByDesired() {
        return cells(KEPT, (seen, asked) -> asked("powerState: " + asked).sighting(sighting(seen)));
    }

    static Stream<Row> observedByDeletionPolicy() {
        return ASKED.stream()
                .flatMap(power -> cells(
                        DELETED,
                        (seen, policy) -> asked("powerState: " + power, "deletion: " + policy)
                                .deleting(true)
                                .sighting(sighting(seen))));
    }

    @ParameterizedTest
    @MethodSource("observedByDesired")
    void an_instance_is_brought_to_the_declared_state(Row row) {
        check(row);
    }

    @ParameterizedTest
    @MethodSource("observedByDeletionPolicy")
    void an_instance_is_taken_away_or_let_go_with_its_resource(Row row) {
        check(row);
    }

    static Stream<Row> operations() {
        return Stream.of(
                row(
                        "an operation goes on, and nothing else is begun",
                        "wait 120s: Progressing Starting",
                        startGoesOn()),
                row(
                        "an operation has ended well and is written down before anything else",
                        "RecordEnd",
                        starts().view("op", new OperationView.Ended(ended("op", 200, "")))),
                row(
                        "an operation has ended badly and is written down as well",
                        "RecordEnd",
                        starts().view("op", new OperationView.Ended(ended("op", 400, "no")))),
                row("the host has forgotten an operation", "RecordLost", starts().view("op", new OperationView.Lost())),
                row("this process does not follow an operation yet", "FollowOperation", starts()),
                row(
                        "an operation without an id cannot be followed",
                        "RecordLost",
                        asked().operation(operation("action: create", "state: Running"))),
                row(
                        "an operation that takes longer than it may is a failure, and is still awaited",
                        "wait 600s: Failed StartFailed",
                        startGoesOn().now(NOW.plusSeconds(120))),
                row(
                        "one second before, it is not",
                        "wait 1s: Progressing Starting",
                        startGoesOn().now(NOW.plusSeconds(119))),
                row(
                        "an operation whose begin is no time is followed all the same",
                        "wait 120s: Progressing Starting",
                        starts().operation(operation("id: op", "action: start", "state: Running", "startedAt: soon"))
                                .view("op", new OperationView.Running(""))),
                row(
                        "a stop that failed and whose begin is no time is tried again gracefully",
                        "stop",
                        asked("powerState: Stopped")
                                .seen(ours(103))
                                .operation(operation("action: stop", "state: Failed", "startedAt: soon"))),
                row("a create may take what it is given", "wait 60s: Progressing Creating", goesOn("create", "1m")),
                row("a deletion likewise", "wait 60s: Progressing Deleting", goesOn("delete", "1m")),
                row(
                        "a stop is ended by the host at its time, which is waited for half a minute more",
                        "wait 90s: Progressing Stopping",
                        goesOn("stop", "1m")),
                row("so is a forced one", "wait 90s: Progressing Stopping", goesOn("force-stop", "1m")),
                row("freezing has the time of a start", "wait 60s: Progressing Freezing", goesOn("freeze", "1m")),
                row(
                        "an operation is followed when the resource is deleted meanwhile",
                        "wait 120s: Progressing Starting",
                        startGoesOn().deleting(true)),
                row(
                        "an operation is followed while paused",
                        "wait 120s: Progressing Starting",
                        startGoesOn().gate(new Gate.Paused("p", false))),
                row(
                        "an operation is followed when the right to the host is taken away",
                        "wait 120s: Progressing Starting",
                        startGoesOn().gate(new Gate.Denied("d"))),
                row(
                        "an operation is followed while the instance cannot be seen",
                        "wait 120s: Progressing Starting",
                        startGoesOn().sighting(new Sighting.Unknown("?"))),
                row(
                        "an operation that is over is not looked at",
                        "InSync Ready",
                        asked().seen(ours(103)).operation(over("start", "Succeeded"))),
                row(
                        "a graceful stop that failed before its time is tried again gracefully",
                        "stop",
                        asked("powerState: Stopped").seen(ours(103)).operation(over("stop", "Failed", 59))),
                row(
                        "a graceful stop that failed is followed by force when its time is over",
                        "force-stop",
                        asked("powerState: Stopped").seen(ours(103)).operation(over("stop", "Failed", 60))),
                row(
                        "a graceful stop that has failed and is held back is tried again when that is over",
                        "wait 2s: Failed StopFailed",
                        asked("powerState: Stopped")
                                .seen(ours(103))
                                .operation(over("stop", "Failed", 10))
                                .held(new Held("stop", "StopFailed", "no", false, NOW.plusSeconds(2)))),
                row(
                        "force does not wait for what holds a graceful stop back",
                        "wait 5s: Failed StopFailed",
                        asked("powerState: Stopped")
                                .seen(ours(103))
                                .operation(over("stop", "Failed", 55))
                                .held(new Held("stop", "StopFailed", "no", false, NOW.plusSeconds(300)))),
                row(
                        "a stop whose failure says no time is begun anew",
                        "stop",
                        asked("powerState: Stopped")
                                .seen(ours(103))
                                .operation(operation("action: stop", "state: Failed"))),
                row(
                        "a stop that failed and is no longer wanted is forgotten",
                        "ForgetOperation",
                        asked().seen(ours(103)).operation(over("stop", "Failed", 3600))),
                row(
                        "so is one of an instance whose power is not managed",
                        "ForgetOperation",
                        asked("powerState: Unmanaged").seen(ours(103)).operation(over("force-stop", "Unknown", 3600))),
                row(
                        "a forced stop that failed is tried again by force",
                        "force-stop",
                        asked("powerState: Stopped").seen(ours(103)).operation(over("force-stop", "Failed"))),
                row(
                        "a graceful stop whose end was lost is asked for again, gracefully",
                        "stop",
                        asked("powerState: Stopped").seen(ours(103)).operation(over("stop", "Unknown"))),
                row(
                        "another failure than that of a stop does not lead to force",
                        "stop",
                        asked("powerState: Stopped").seen(ours(103)).operation(over("start", "Failed"))),
                row(
                        "a deletion forces as well, after that time",
                        "force-stop",
                        asked().deleting(true).seen(ours(103)).operation(over("stop", "Failed", 60))),
                row(
                        "a deletion does not force before that time",
                        "stop",
                        asked().deleting(true).seen(ours(103)).operation(over("stop", "Failed", 1))),
                row(
                        "a stop whose end was lost is forced after that time as well",
                        "force-stop",
                        asked().deleting(true).seen(ours(103)).operation(over("stop", "Unknown", 61))));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void an_operation_comes_first(Row row) {
        check(row);
    }

    static Stream<Row> gates() {
        Gate away = new Gate.HostAway("HostUnreachable", "the host is away");
        Gate none = new Gate.NoHost("there is no host");
        return Stream.of(
                row("the host is away", "Waiting HostUnreachable", asked().gate(away)),
                row(
                        "the host is away: an operation is not asked for",
                        "Waiting HostUnreachable",
                        startGoesOn().gate(away)),
                row(
                        "the host is away: a deletion waits",
                        "Waiting HostUnreachable",
                        asked().gate(away).deleting(true)),
                row("there is no such host", "Waiting HostNotFound", asked().gate(none)),
                row(
                        "there is no such host: a deletion waits",
                        "Waiting HostNotFound",
                        asked().gate(none).deleting(true)),
                row("paused: nothing is created", "Paused Paused", asked().gate(new Gate.Paused("p", false))),
                row(
                        "paused: nothing is deleted",
                        "Paused Paused",
                        asked().gate(new Gate.Paused("p", false))
                                .seen(ours(102))
                                .deleting(true)),
                row("denied: nothing is created", "Refused PolicyDenied", asked().gate(new Gate.Denied("d"))),
                row(
                        "denied: of an operation that a status names, and this process has not begun, nothing is asked",
                        "ForgetOperation",
                        starts().gate(new Gate.Denied("d")).sighting(new Sighting.Gone())),
                row(
                        "denied: an operation of what is ours is followed",
                        "FollowOperation",
                        starts().gate(new Gate.Denied("d")).seen(ours(102))),
                row(
                        "it still has what is not given: it is not started",
                        "Refused PolicyDenied",
                        asked().gate(new Gate.ChangeFirst("c")).seen(ours(102))),
                row(
                        "it still has what is not given: it is stopped",
                        "stop",
                        asked("powerState: Stopped")
                                .gate(new Gate.ChangeFirst("c"))
                                .seen(ours(103))),
                row(
                        "denied: what runs stays",
                        "Refused PolicyDenied",
                        asked("powerState: Stopped").gate(new Gate.Denied("d")).seen(ours(103))),
                row(
                        "denied: deletion is allowed",
                        "stop",
                        asked().gate(new Gate.Denied("d")).seen(ours(103)).deleting(true)),
                row(
                        "not judged yet: nothing is created",
                        "Waiting HostConnecting",
                        asked().gate(new Gate.Unjudged("u"))),
                row(
                        "not judged yet: deletion is allowed",
                        "DeleteInstance",
                        asked().gate(new Gate.Unjudged("u")).seen(ours(102)).deleting(true)),
                row(
                        "force-orphan lets go of a resource whose host is away",
                        "ReleaseFinalizer",
                        asked().gate(away).deleting(true).forceOrphan(true)),
                row(
                        "force-orphan lets go while paused",
                        "ReleaseFinalizer",
                        asked().gate(new Gate.Paused("p", false)).deleting(true).forceOrphan(true)),
                row(
                        "force-orphan takes the mark off first",
                        "ReleaseInstance",
                        asked().seen(ours(103)).deleting(true).forceOrphan(true)),
                row(
                        "force-orphan writes nothing to a host that is paused",
                        "ReleaseFinalizer",
                        asked().gate(new Gate.Paused("p", true))
                                .seen(ours(103))
                                .deleting(true)
                                .forceOrphan(true)),
                row(
                        "force-orphan takes the mark off first, while the resource is paused too",
                        "ReleaseInstance",
                        asked().gate(new Gate.Paused("p", false))
                                .seen(ours(103))
                                .deleting(true)
                                .forceOrphan(true)),
                row(
                        "force-orphan lets go where the mark cannot be taken off",
                        "ReleaseFinalizer",
                        asked().seen(ours(103))
                                .deleting(true)
                                .forceOrphan(true)
                                .held(new Held("release", "ReleaseFailed", "no", false, NOW.plusSeconds(5)))),
                row(
                        "force-orphan leaves what is not its own alone",
                        "ReleaseFinalizer",
                        asked().seen(instance(103, Given.FOREIGN.config(WEB)))
                                .deleting(true)
                                .forceOrphan(true)),
                row(
                        "force-orphan waits a moment for an operation",
                        "wait 10s: Progressing Starting",
                        startGoesOn().deleting(true).forceOrphan(true)),
                row(
                        "force-orphan does not wait longer than that for an operation",
                        "ReleaseFinalizer",
                        startGoesOn().now(NOW.plusSeconds(10)).deleting(true).forceOrphan(true)),
                row(
                        "force-orphan means nothing before the resource is deleted",
                        "CreateInstance",
                        asked().forceOrphan(true)));
    }

    @ParameterizedTest
    @MethodSource("gates")
    void what_stands_between_the_resource_and_its_host(Row row) {
        check(row);
    }

    static Stream<Row> failures() {
        Held create = new Held("create", "CreateFailed", "no such image", true, NOW.plusSeconds(600));
        Held start = new Held("start", "StartFailed", "no room", false, NOW.plusSeconds(8));
        Held stop = new Held("stop", "StopFailed", "no", false, NOW.plusSeconds(8));
        Held run = new Held("run", "CommandNotStarted", "no", false, NOW.plusSeconds(8));
        Held sweep = new Held("sweep", "OutputNotDeleted", "no", false, NOW.plusSeconds(8));
        String greet = "exec: [{name: greet, command: [greet]}]";
        return Stream.of(
                row(
                        "a failed step is not tried before its time",
                        "wait 8s: Failed StartFailed",
                        asked().seen(ours(102)).held(start)),
                row(
                        "one second before, it is not",
                        "wait 1s: Failed StartFailed",
                        asked().seen(ours(102)).held(start).now(NOW.plusSeconds(7))),
                row(
                        "it is tried when the time has come",
                        "start",
                        asked().seen(ours(102)).held(start).now(NOW.plusSeconds(8))),
                row(
                        "one that waits for a change of something says so",
                        "wait 600s: Refused CreateFailed",
                        asked().held(create)),
                row(
                        "what has not failed is done all the same",
                        "start",
                        asked(greet).seen(ours(102)).held(run)),
                row(
                        "a command that failed waits",
                        "wait 8s: Failed CommandNotStarted",
                        asked(greet).seen(ours(103)).held(run)),
                row(
                        "what is as asked is, whatever has failed",
                        "InSync Ready",
                        asked().seen(ours(103)).held(start)),
                row(
                        "output that was not deleted is not in the way",
                        "exec Run greet attempt 1",
                        asked(greet)
                                .seen(ours(103))
                                .held(sweep)
                                .exec(command("name: greet", "hash: h", "state: Succeeded", "operation: c"))),
                row(
                        "a failed start holds no deletion back",
                        "DeleteInstance",
                        asked().held(start).seen(ours(102)).deleting(true)),
                row(
                        "a failed stop holds the deletion's stop back",
                        "wait 8s: Failed StopFailed",
                        asked().held(stop).seen(ours(103)).deleting(true)),
                row(
                        "a resource whose instance has gone goes, whatever has failed",
                        "ReleaseFinalizer",
                        asked().held(stop).deleting(true)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_failure_holds_back(Row row) {
        check(row);
    }

    @Test
    void while_the_server_works_on_an_instance_its_power_is_left_as_it_is_and_all_else_is_done() {
        ServerOperation copying = new ServerOperation("op-9", "Creating instance");

        for (int code : new int[] {102, 110}) {
            assertThat(step(asked().sighting(new Sighting.Seen(ours(code), "", Optional.of(copying)))))
                    .isEqualTo("wait 35s: Progressing ServerBusy");
        }
        assertThat(step(asked("powerState: Stopped").sighting(new Sighting.Seen(ours(103), "", Optional.of(copying)))))
                .isEqualTo("wait 35s: Progressing ServerBusy");
        assertThat(step(asked().sighting(new Sighting.Seen(ours(103), "", Optional.of(copying)))))
                .isEqualTo("InSync Ready");
        assertThat(step(asked().deleting(true).sighting(new Sighting.Seen(ours(110), "", Optional.of(copying)))))
                .as("what is to be deleted is not looked after")
                .isEqualTo("unfreeze");
    }

    @Test
    void a_stop_is_graceful_within_its_time_and_a_forced_one_is_forced() {
        Given given = asked("powerState: Stopped", "timeouts: {stop: 20s}").seen(ours(103));

        assertThat(planner.next(given.situation()))
                .isEqualTo(new Step.ChangePower(
                        "stop", new StateChange(StateChange.Action.STOP, false, Duration.ofSeconds(20))));
        assertThat(planner.next(given.operation(over("stop", "Failed", 15)).situation()))
                .as("what is left of its time")
                .isEqualTo(new Step.ChangePower(
                        "stop", new StateChange(StateChange.Action.STOP, false, Duration.ofSeconds(5))));
        assertThat(planner.next(given.operation(over("stop", "Failed", -3600)).situation()))
                .as("never more than the whole of it")
                .isEqualTo(new Step.ChangePower(
                        "stop", new StateChange(StateChange.Action.STOP, false, Duration.ofSeconds(20))));
        assertThat(planner.next(given.operation(over("stop", "Failed", 20)).situation()))
                .isEqualTo(new Step.ChangePower(
                        "force-stop", new StateChange(StateChange.Action.STOP, true, Duration.ofSeconds(20))));
    }

    @Test
    void a_start_may_take_what_it_is_given() {
        assertThat(planner.next(asked("timeouts: {start: 7s}").seen(ours(102)).situation()))
                .isEqualTo(new Step.ChangePower(
                        "start", new StateChange(StateChange.Action.START, false, Duration.ofSeconds(7))));
    }

    @Test
    void a_deletion_that_cannot_go_on_says_how_to_let_go() {
        List<Given> stuck = List.of(
                asked().gate(new Gate.HostAway("HostUnreachable", "away")),
                asked().gate(new Gate.NoHost("none")),
                asked().sighting(new Sighting.Unknown("not read")),
                asked().gate(new Gate.Paused("paused", false)),
                asked().seen(ours(102)).dryRun());

        assertThat(stuck)
                .allSatisfy(given -> assertThat(message(given.deleting(true))).contains("force-orphan"))
                .allSatisfy(given -> assertThat(message(given.deleting(false))).doesNotContain("force-orphan"));
    }

    @Test
    void a_name_conflict_names_the_instance_and_its_project() {
        assertThat(message(asked().sighting(sighting("foreign Running")))).contains("instance web", "project default");
        assertThat(message(asked().sighting(sighting("unmarked Running")))).contains("instance web", "project default");
    }

    @Test
    void the_progress_of_an_operation_is_told() {
        assertThat(message(starts().view("op", new OperationView.Running("rootfs: 45%"))))
                .isEqualTo("starting instance web in project default: rootfs: 45%");
    }

    private String message(Given given) {
        Step step = planner.next(given.situation());
        return step instanceof Step.Rest rest
                ? rest.outcome().message()
                : ((Step.Wait) step).outcome().message();
    }

    private void check(Row row) {
        Situation situation = row.given().situation();
        assertThat(StepText.of(planner.next(situation), situation.now()))
                .as(row.sentence())
                .isEqualTo(row.expected());
    }

    private static Row row(String sentence, String expected, Given given) {
        return new Row(sentence, given, expected);
    }

    /** A start that was begun just now, and that this process does not follow. */
    private static Given starts() {
        return asked().seen(ours(102)).operation(begun("start"));
    }

    @Test
    void what_is_stopped_on_an_evacuated_member_is_left_and_what_runs_is_looked_after() {
        Gate evacuated = new Gate.Evacuated("member two is evacuated");

        assertThat(step(asked().seen(ours(102)).gate(evacuated))).isEqualTo("Waiting MemberEvacuated");
        assertThat(step(asked("powerState: Stopped").seen(ours(103)).gate(evacuated)))
                .isEqualTo("stop");
        assertThat(step(asked().seen(ours(110)).gate(evacuated))).isEqualTo("unfreeze");
        assertThat(step(asked().seen(ours(102)).gate(evacuated).deleting(true))).isEqualTo("DeleteInstance");
    }

    private static String step(Given given) {
        return StepText.of(new Planner().next(given.situation()), NOW);
    }

    @Test
    void a_deletion_that_fails_tells_how_to_let_go() {
        Held held = new Held("stop", "HostUnreachable", "no answer", false, NOW.plusSeconds(60));
        Step step = new Planner()
                .next(asked().seen(ours(103)).deleting(true).held(held).situation());

        assertThat(((Step.Wait) step).outcome().message()).contains("no answer", "force-orphan");
    }

    private static Given startGoesOn() {
        return starts().view("op", new OperationView.Running(""));
    }

    private static Given goesOn(String action, String all) {
        return asked("timeouts: {create: " + all + ", start: " + all + ", stop: " + all + ", delete: " + all + "}")
                .operation(begun(action))
                .view("op", new OperationView.Running(""));
    }

    private static OperationStatus begun(String action) {
        return operation("id: op", "action: " + action, "state: Running", "startedAt: '" + NOW + "'");
    }

    private static OperationStatus over(String action, String state) {
        return operation("id: op", "action: " + action, "state: " + state, "startedAt: '" + NOW + "'");
    }

    private static OperationStatus over(String action, String state, long secondsAgo) {
        return operation(
                "id: op",
                "action: " + action,
                "state: " + state,
                "startedAt: '" + NOW.minusSeconds(secondsAgo) + "'",
                "error: no");
    }

    @Test
    void a_deletion_of_a_protected_instance_says_so_before_it_stops_anything() {
        Given declared = asked("config: {security.protection.delete: 'true'}")
                .deleting(true)
                .seen(Given.with(ours(103), Map.of("security.protection.delete", "true")));
        assertThat(((Step.Rest) planner.next(declared.situation())).outcome())
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo("DeletionProtected");
                    assertThat(refused.message()).contains("take that key out of the resource's spec", "force-orphan");
                });

        Given byAdmin = asked().deleting(true).seen(Given.with(ours(103), Map.of("security.protection.delete", "yes")));
        assertThat(((Step.Rest) planner.next(byAdmin.situation())).outcome().message())
                .contains("set on the host by somebody else");
    }

    @Test
    void a_protection_that_the_spec_no_longer_declares_is_lifted_for_the_deletion_and_nothing_else_is_written() {
        InstanceSpec before = Given.spec("config: {security.protection.delete: 'true', limits.cpu: '1'}");
        Instance made = Given.with(
                ours(103),
                Map.of(
                        "security.protection.delete",
                        "true",
                        "limits.cpu",
                        "1",
                        Applied.KEY,
                        Applied.first(Declared.of(before, "")).json()));
        Given given = asked("config: {limits.cpu: '64'}").deleting(true).seen(made);

        assertThat(planner.next(given.situation())).isEqualTo(new Step.LiftProtection());
        assertThat(Edit.unprotect(made, given.situation().declared()).path("config"))
                .isEqualTo(configWithout(made));
        assertThat(planner.next(asked("config: {security.protection.delete: 'false'}")
                        .deleting(true)
                        .seen(made)
                        .situation()))
                .isEqualTo(new Step.LiftProtection());
    }

    private static JsonNode configWithout(Instance instance) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        instance.config().forEach(config::put);
        return config.without("security.protection.delete");
    }

    @Test
    void what_is_refused_to_one_namespace_names_no_other() {
        assertThat(conflict(Given.FOREIGN)).doesNotContain("team-b").contains("user.incusoperator.owner");
        assertThat(conflict(new Mark("cluster-2", "team-a", "web"))).doesNotContain("cluster-2");
        assertThat(conflict(new Mark("cluster-2", "team-a", "db"))).doesNotContain("cluster-2", "team-a", "db");
        assertThat(conflict(new Mark("cluster-1", "team-a", "db"))).contains("the IncusInstance db of this namespace");
    }

    private String conflict(Mark owner) {
        Step step = planner.next(asked().seen(instance(103, owner.config(WEB))).situation());
        return ((Step.Rest) step).outcome().message();
    }

    @Test
    void a_project_that_the_namespace_may_not_use_is_not_asked_what_goes_on_in_it() {
        Given given = asked().deleting(true).sighting(new Sighting.Gone());

        assertThat(planner.next(given.situation())).isEqualTo(new Step.ReleaseFinalizer(true));
        assertThat(planner.next(given.gate(new Gate.Denied("d")).situation()))
                .isEqualTo(new Step.ReleaseFinalizer(false));
        assertThat(planner.next(given.seen(ours(102)).situation()))
                .as("what bears its mark is deleted all the same")
                .isEqualTo(new Step.DeleteInstance("delete"));
    }

    private interface Cell {
        Given of(String row, String column);
    }

    /** One row for each cell of a table; {@code =} is the same as at its left. */
    private static Stream<Row> cells(String table, Cell cell) {
        List<List<String>> lines = table.lines()
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .toList();
        List<Row> rows = new ArrayList<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            String expected = "";
            for (int column = 1; column < line.size(); column++) {
                expected = line.get(column).equals("=") ? expected : line.get(column);
                String title = lines.get(0).get(column);
                rows.add(row(line.get(0) + ", " + title + " is declared", expected, cell.of(line.get(0), title)));
            }
        }
        return rows.stream();
    }

    private static Sighting sighting(String words) {
        if (words.equals("unknown")) {
            return new Sighting.Unknown("not read yet");
        }
        if (words.equals("being looked for")) {
            return new Sighting.Pending("being read");
        }
        if (words.equals("gone")) {
            return new Sighting.Gone();
        }
        int code = Stream.of(102, 103, 106, 107, 110, 112, 113)
                .filter(each -> words.endsWith(" " + Given.statusWord(each)))
                .findFirst()
                .orElseThrow();
        return sight(instance(code, marks(words.substring(0, words.indexOf(' ')))));
    }

    private static Map<String, String> marks(String whose) {
        return switch (whose) {
            case "ours" -> MARK.config(WEB);
            case "foreign" -> Given.FOREIGN.config(WEB);
            case "copied" -> MARK.config(new InstanceRef("default", "original"));
            default -> Map.of();
        };
    }
}
