package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.DriftPolicy;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.PowerState;
import dev.incusoperator.api.v1alpha1.RestartPolicy;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.instance.update.Applied.Restart;
import dev.incusoperator.instance.update.Difference;
import dev.incusoperator.instance.update.Edit.Purpose;
import java.util.List;
import java.util.Optional;

/** Brings an instance's definition, and what depends on it, to the declared one. Pure. */
final class UpdatePlanner {
    /** Why an update failed that the server may take of a stopped instance. */
    static final String NEEDS_STOP = "UpdateNeedsStop";

    private final ReplacementPlanner replacements = new ReplacementPlanner();

    /** The next step; empty where all that may be written is written, or it is not the time for it. */
    Optional<Step> next(Instance instance, Situation situation) {
        Power power = Power.of(instance);
        if (power == Power.BETWEEN || power == Power.BROKEN) {
            return Optional.empty();
        }
        return shownFirst(situation)
                .or(() -> replacements.goOn(instance, situation))
                // what the server does not take of the instance that is there, it would not take of its successor
                .or(() -> update(instance, situation).filter(step -> !isTakenOfItsSuccessor(step, situation)))
                .or(() -> replacements.begin(instance, situation))
                .or(() -> update(instance, situation))
                .or(() -> restart(instance, situation));
    }

    /** What was taken over is shown as it is before anything of it is changed. */
    private static Optional<Step> shownFirst(Situation situation) {
        boolean justAdopted = lastSucceeded(Step.ADOPT, situation);
        return justAdopted
                        && !situation.differences().isEmpty()
                        && !situation.memory().driftTold()
                ? Optional.of(Planner.wait(
                        new Outcome.Progressing(
                                "Adopted",
                                Words.theInstance(situation.instance())
                                        + " was taken over; what of it is not as declared is in status.drift"),
                        situation.now()))
                : Optional.empty();
    }

    /** Whose power is not managed is not stopped for anything: what needs that waits until somebody else does. */
    static boolean mayBeDown(Instance instance, Situation situation) {
        return Power.of(instance) == Power.STOPPED || situation.spec().powerStateOrDefault() != PowerState.UNMANAGED;
    }

    private static boolean lastSucceeded(String action, Situation situation) {
        return situation
                .memory()
                .operation()
                .filter(last -> last.action().equals(action) && last.state() == OperationState.SUCCEEDED)
                .isPresent();
    }

    private static Optional<Step> update(Instance instance, Situation situation) {
        Purpose purpose =
                situation.spec().driftOrDefault() == DriftPolicy.CORRECT ? Purpose.MEND_ALL : Purpose.MEND_CHANGES;
        List<Difference> differences = situation.differences();
        boolean due = differences.stream().anyMatch(purpose::covers)
                || !Applied.of(instance).isWrittenFor(situation.declared());
        if (!due) {
            return Optional.empty();
        }
        return refusedWhileRunning(instance, situation)
                ? Optional.of(PowerPlanner.stop(situation))
                : Optional.of(new Step.UpdateInstance(purpose));
    }

    /** It is refused because the instance runs, which is no reason against one that is made so. */
    private static boolean isTakenOfItsSuccessor(Step step, Situation situation) {
        return ReplacementPlanner.isWanted(situation)
                && step instanceof Step.UpdateInstance
                && Planner.isHeld(situation, step.action())
                && situation.notBefore().stream().anyMatch(held -> held.reason().equals(NEEDS_STOP));
    }

    /** Whether the server would not take it of an instance that runs, and we may stop that for it. */
    private static boolean refusedWhileRunning(Instance instance, Situation situation) {
        return Power.of(instance) == Power.RUNNING
                && mayBeDown(instance, situation)
                && situation.spec().updatesOrDefault().restartOrDefault() == RestartPolicy.ALLOWED
                && situation.notBefore().stream().anyMatch(held -> held.reason().equals(NEEDS_STOP));
    }

    private static Optional<Step> restart(Instance instance, Situation situation) {
        Optional<Restart> awaited = awaitedRestart(instance)
                .filter(restart -> restart.asked()
                        || situation.spec().updatesOrDefault().restartOrDefault() == RestartPolicy.ALLOWED);
        return awaited.map(restart -> Power.of(instance) == Power.FROZEN
                ? PowerPlanner.unfreeze(situation)
                : PowerPlanner.restart(situation));
    }

    /** What the instance takes up only when it is started anew; empty where it is not up, or has been meanwhile. */
    static Optional<Restart> awaitedRestart(Instance instance) {
        return Power.of(instance) == Power.STOPPED
                ? Optional.empty()
                : Optional.ofNullable(Applied.of(instance).restart()).filter(restart -> restart.awaited(instance));
    }
}
