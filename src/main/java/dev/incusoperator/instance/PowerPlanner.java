package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.api.v1alpha1.PowerState;
import dev.incusoperator.api.v1alpha1.Timeouts;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.StateChange.Action;
import java.time.Duration;
import java.util.Optional;

/** Brings an instance's power state to the declared one. Pure. */
final class PowerPlanner {
    /** A state between two others is looked at again after this long, in case its end is not told. */
    static final Duration IN_BETWEEN = Duration.ofSeconds(2);

    /** The next change of power; empty where the state is the declared one. */
    Optional<Step> next(Instance instance, Situation situation) {
        PowerState asked = situation.spec().powerStateOrDefault();
        Power now = Power.of(instance);
        if (asked == PowerState.UNMANAGED && now != Power.BROKEN) {
            return Optional.empty();
        }
        return switch (now) {
            case RUNNING -> fromRunning(asked, situation);
            case STOPPED ->
                asked == PowerState.STOPPED ? Optional.empty() : Optional.of(startUnlessEvacuated(situation));
            case FROZEN -> asked == PowerState.FROZEN ? Optional.empty() : Optional.of(unfreeze(situation));
            case BETWEEN ->
                Optional.of(Planner.wait(
                        new Outcome.Progressing(
                                "InstanceBusy", Words.theInstance(situation.instance()) + " is " + instance.status()),
                        situation.now().plus(IN_BETWEEN)));
            case BROKEN ->
                Optional.of(Planner.rest(new Outcome.Failed(
                        "InstanceError",
                        Words.theInstance(situation.instance()) + " is in state " + instance.status()
                                + " on the host (is a member of its cluster down, or its storage gone?)")));
        };
    }

    private static Optional<Step> fromRunning(PowerState asked, Situation situation) {
        return switch (asked) {
            case STOPPED -> Optional.of(stop(situation));
            case FROZEN ->
                Optional.of(new Step.ChangePower(
                        "freeze", change(Action.FREEZE, timeouts(situation).startOrDefault())));
            default -> Optional.empty();
        };
    }

    /** Gracefully first; by force where that has just failed. */
    static Step stop(Situation situation) {
        Duration patience = timeouts(situation).stopOrDefault();
        boolean refused = situation
                .memory()
                .operation()
                .filter(PowerPlanner::isFailedStop)
                .isPresent();
        return refused
                ? new Step.ChangePower("force-stop", new StateChange(Action.STOP, true, patience))
                : new Step.ChangePower("stop", change(Action.STOP, patience));
    }

    private static boolean isFailedStop(OperationStatus last) {
        return last.state() == OperationState.FAILED
                && (last.action().equals("stop") || last.action().equals("force-stop"));
    }

    static Step unfreeze(Situation situation) {
        return new Step.ChangePower(
                "unfreeze", change(Action.UNFREEZE, timeouts(situation).startOrDefault()));
    }

    private static Step startUnlessEvacuated(Situation situation) {
        return situation.gate() instanceof Situation.Gate.Evacuated evacuated
                ? Planner.rest(new Outcome.Waiting("MemberEvacuated", evacuated.message()))
                : start(situation);
    }

    private static Step start(Situation situation) {
        return new Step.ChangePower(
                "start", change(Action.START, timeouts(situation).startOrDefault()));
    }

    private static StateChange change(Action action, Duration timeout) {
        return new StateChange(action, false, timeout);
    }

    private static Timeouts timeouts(Situation situation) {
        return situation.spec().timeoutsOrDefault();
    }
}
