package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.MARK;
import static dev.incusoperator.instance.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.DeletionPolicy;
import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.PowerState;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Mark.Ownership;
import dev.incusoperator.instance.Situation.Gate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds in every situation there is: the whole product of all that is seen, asked and remembered. */
class PlannerInvariantsTest {
    private static final int MOST_STEPS = 30;

    private final Planner planner = new Planner();

    /** What must never happen, under the sentence that says so. */
    private record Never(String sentence, BiPredicate<Situation, Step> wrong) {}

    private static final List<Never> INVARIANTS = List.of(
            new Never(
                    "nothing but what is ours is changed",
                    (situation, step) ->
                            StepText.writes(step) && !(step instanceof Step.CreateInstance) && !isOurs(situation)),
            new Never(
                    "nothing is created that is not proven gone",
                    (situation, step) -> step instanceof Step.CreateInstance
                            && (!(situation.sighting() instanceof Sighting.Gone) || situation.deleting())),
            new Never(
                    "nothing is written to a host that is away or missing",
                    (situation, step) -> StepText.writes(step)
                            && (situation.gate() instanceof Gate.HostAway || situation.gate() instanceof Gate.NoHost)),
            new Never(
                    "nothing is begun while paused, but that a resource lets go by force",
                    (situation, step) -> begins(step)
                            && situation.gate() instanceof Gate.Paused
                            && !(step instanceof Step.ReleaseInstance
                                    && situation.asks().forceOrphan())),
            new Never(
                    "a command whose time is over is ended whatever forbids to begin more",
                    (situation, step) -> (situation.gate() instanceof Gate.Paused
                                    || situation.gate() instanceof Gate.Denied
                                    || situation.gate() instanceof Gate.Unjudged)
                            && !situation.deleting()
                            && isOurs(situation)
                            && goesOnBeyondItsTime(situation)
                            && situation.memory().operation().stream()
                                    .noneMatch(o -> o.state() == OperationState.RUNNING)
                            && !StepText.of(step, NOW).startsWith("exec End")),
            new Never(
                    "where access is not given, nothing is begun but deletion",
                    (situation, step) -> begins(step)
                            && !situation.deleting()
                            && !(situation.gate() instanceof Gate.Open)
                            && !(situation.gate() instanceof Gate.ChangeFirst)),
            new Never(
                    "an instance that still has what is not given is changed, stopped or deleted, and nothing else",
                    (situation, step) -> situation.gate() instanceof Gate.ChangeFirst
                            && !situation.deleting()
                            && situation.sighting() instanceof Sighting.Seen
                            && begins(step)
                            && !(step instanceof Step.UpdateInstance)
                            && !Set.of("stop", "force-stop", "freeze").contains(step.action())),
            new Never(
                    "deletion runs no command and starts nothing",
                    (situation, step) -> situation.deleting()
                            && (step instanceof Step.Exec
                                    || (step instanceof Step.ChangePower power
                                            && !Set.of("stop", "force-stop", "unfreeze")
                                                    .contains(power.action())))),
            new Never(
                    "only deletion deletes and only by its policy",
                    (situation, step) -> step instanceof Step.DeleteInstance
                            && (!situation.deleting()
                                    || situation.spec().deletionOrDefault() != DeletionPolicy.DELETE)),
            new Never(
                    "only deletion deletes and only by its policy",
                    (situation, step) -> step instanceof Step.ReleaseInstance
                            && (!situation.deleting()
                                    || !(situation.spec().deletionOrDefault() == DeletionPolicy.ORPHAN
                                            || situation.asks().forceOrphan()))),
            new Never(
                    "the resource goes only when nothing of ours is left or it is forced",
                    (situation, step) -> step instanceof Step.ReleaseFinalizer
                            && (!situation.deleting()
                                    || !(situation.asks().forceOrphan()
                                            || situation.sighting() instanceof Sighting.Gone
                                            || (situation.sighting() instanceof Sighting.Seen && !isOurs(situation))))),
            new Never(
                    "force orphan lets go, and takes the mark off where it can",
                    (situation, step) -> situation.deleting()
                            && situation.asks().forceOrphan()
                            && situation.memory().operation().stream()
                                    .noneMatch(o -> o.state() == OperationState.RUNNING)
                            && !(step instanceof Step.ReleaseFinalizer)
                            && !(step instanceof Step.ReleaseInstance && isOurs(situation))),
            new Never(
                    "force orphan leaves no mark behind that could be taken off",
                    (situation, step) -> situation.deleting()
                            && situation.asks().forceOrphan()
                            && step instanceof Step.ReleaseFinalizer
                            && situation.sighting() instanceof Sighting.Seen
                            && isOurs(situation)
                            && situation.gate() instanceof Gate.Open
                            && situation.notBefore().isEmpty()
                            && situation.memory().operation().stream()
                                    .noneMatch(o -> o.state() == OperationState.RUNNING)),
            new Never(
                    "nothing is begun while an operation goes on",
                    (situation, step) -> StepText.writes(step)
                            && situation.memory().operation().stream()
                                    .anyMatch(o -> o.state() == OperationState.RUNNING)),
            new Never(
                    "nothing is tried before its time",
                    (situation, step) -> StepText.writes(step)
                            && situation.notBefore().stream()
                                    .anyMatch(held -> held.action().equals(step.action())
                                            && held.until().isAfter(situation.now()))),
            new Never(
                    "power that is not managed is left alone",
                    (situation, step) -> step instanceof Step.ChangePower
                            && !situation.deleting()
                            && situation.spec().powerStateOrDefault() == PowerState.UNMANAGED),
            new Never(
                    "a command is sent to a running instance only",
                    (situation, step) -> StepText.of(step, NOW).startsWith("exec Run")
                            && Power.of(((Sighting.Seen) situation.sighting()).instance()) != Power.RUNNING),
            new Never(
                    "a wait ends later than now",
                    (situation, step) ->
                            step instanceof Step.Wait wait && !wait.until().isAfter(situation.now())),
            new Never(
                    "an outcome has a reason of one word and a message",
                    (situation, step) -> outcome(step).stream()
                            .anyMatch(outcome -> !outcome.reason().matches("[A-Z][A-Za-z]+")
                                    || outcome.message().isBlank())),
            new Never(
                    "ready is said only of an instance of ours, and where it runs, of one whose commands have run",
                    (situation, step) -> outcome(step).stream().anyMatch(Outcome.InSync.class::isInstance)
                            && (!isOurs(situation)
                                    || situation.deleting()
                                    || (situation.spec().powerStateOrDefault() == PowerState.RUNNING
                                            && !commandHasRun(situation)))),
            new Never(
                    "the same situation gives the same step",
                    (situation, step) -> !new Planner().next(situation).equals(step)));

    /** What is done about a command that was begun before is no beginning. */
    private static boolean begins(Step step) {
        return StepText.writes(step)
                && !StepText.of(step, NOW).startsWith("exec End")
                && !StepText.of(step, NOW).startsWith("exec Sweep");
    }

    /** The one that {@link EverySituation} says to have begun a month ago. */
    private static boolean goesOnBeyondItsTime(Situation situation) {
        return situation.memory().exec().stream()
                .anyMatch(status -> status.state() == ExecState.RUNNING
                        && String.valueOf(status.startedAt()).startsWith("2026-02-01")
                        && situation.operations().apply("c") instanceof OperationView.Running);
    }

    @TestFactory
    Stream<DynamicTest> in_every_situation() {
        Map<Never, String> broken = new HashMap<>();
        Set<String> judged = new HashSet<>();
        EverySituation.each(situation -> {
            Step step = planner.next(situation);
            judged.add(step.getClass().getSimpleName());
            INVARIANTS.stream()
                    .filter(invariant -> invariant.wrong().test(situation, step))
                    .forEach(invariant ->
                            broken.putIfAbsent(invariant, StepText.of(step, situation.now()) + " in " + situation));
        });
        assertThat(judged)
                .as("the steps that were judged")
                .contains("CreateInstance", "ChangePower", "DeleteInstance", "ReleaseInstance", "Exec", "RecordEnd");
        return INVARIANTS.stream()
                .map(invariant -> DynamicTest.dynamicTest(
                        invariant.sentence(),
                        () -> assertThat(broken.get(invariant)).isNull()));
    }

    @Test
    void on_a_perfect_host_every_beginning_comes_to_rest_where_planning_once_more_changes_nothing() {
        for (boolean startsWhatItCreates : List.of(true, false)) {
            PerfectHost host = new PerfectHost(startsWhatItCreates);
            EverySituation.each(situation -> {
                if (mayBeChanged(situation)) {
                    comesToRest(host, situation);
                }
            });
        }
    }

    private static boolean mayBeChanged(Situation situation) {
        return !situation.asks().forceOrphan()
                && situation.notBefore().isEmpty()
                && (situation.gate() instanceof Gate.Open || situation.gate() instanceof Gate.Denied);
    }

    private void comesToRest(PerfectHost host, Situation from) {
        Situation situation = from;
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < MOST_STEPS; i++) {
            Step step = planner.next(situation);
            taken.add(StepText.of(step, situation.now()));
            if (step instanceof Step.Rest rest) {
                isWhatWasAsked(rest, situation, taken);
                assertThat(planner.next(situation)).isEqualTo(step);
                return;
            }
            if (step instanceof Step.ReleaseFinalizer) {
                return;
            }
            situation = host.after(step, situation);
        }
        throw new AssertionError("it does not come to rest: " + taken + " from " + from);
    }

    private static void isWhatWasAsked(Step.Rest rest, Situation end, List<String> taken) {
        if (end.gate() instanceof Gate.Open
                && isOurs(end)
                && !(rest.outcome() instanceof Outcome.Refused)
                && !(rest.outcome() instanceof Outcome.Waiting)
                && Power.of(((Sighting.Seen) end.sighting()).instance()) != Power.BROKEN) {
            assertThat(rest.outcome()).as("%s %s", taken, end).isInstanceOf(Outcome.InSync.class);
            assertThat(powerIs(end)).as("%s %s", taken, end).isTrue();
        }
    }

    private static boolean powerIs(Situation end) {
        Power power = Power.of(((Sighting.Seen) end.sighting()).instance());
        return switch (end.spec().powerStateOrDefault()) {
            case RUNNING -> power == Power.RUNNING;
            case STOPPED -> power == Power.STOPPED;
            case FROZEN -> power == Power.FROZEN;
            case UNMANAGED -> true;
        };
    }

    private static boolean commandHasRun(Situation situation) {
        return situation.memory().exec().stream()
                .anyMatch(status ->
                        status.hash().equals(EverySituation.wanted()) && status.state() == ExecState.SUCCEEDED);
    }

    private static boolean isOurs(Situation situation) {
        return situation.sighting() instanceof Sighting.Seen seen && MARK.of(seen.instance()) == Ownership.OURS;
    }

    private static List<Outcome> outcome(Step step) {
        if (step instanceof Step.Rest rest) {
            return List.of(rest.outcome());
        }
        return step instanceof Step.Wait wait ? List.of(wait.outcome()) : List.of();
    }
}
