package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.api.v1alpha1.PowerState;
import dev.incusoperator.api.v1alpha1.Timeouts;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.StateChange.Action;
import dev.incusoperator.instance.Situation.Held;
import dev.incusoperator.status.StatusTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** Brings an instance's power state to the declared one. Pure. */
final class PowerPlanner {
    /** A state between two others is looked at again after this long, in case its end is not told. */
    static final Duration IN_BETWEEN = Duration.ofSeconds(2);

    /** The server counts in seconds: a graceful stop that has less than one left is not worth the asking. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final String STOP = "stop";
    private static final String RESTART = "restart";
    private static final String FORCED = "force-";
    private static final Set<String> STOPS = Set.of(STOP, RESTART);

    /** The next change of power; empty where the state is the declared one. */
    Optional<Step> next(Instance instance, Situation situation) {
        PowerState asked = situation.spec().powerStateOrDefault();
        Power now = Power.of(instance);
        if (asked == PowerState.UNMANAGED && now != Power.BROKEN) {
            return givenUp(now, situation);
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
            default -> givenUp(Power.RUNNING, situation);
        };
    }

    /** A stop that did not succeed and is no longer wanted: the next one has the whole of its time again. */
    private static Optional<Step> givenUp(Power now, Situation situation) {
        boolean remembered = situation
                .memory()
                .operation()
                .filter(PowerPlanner::hasNotSucceeded)
                .filter(last -> STOPS.contains(last.action().replace(FORCED, "")))
                .isPresent();
        return now == Power.RUNNING && remembered ? Optional.of(new Step.ForgetOperation()) : Optional.empty();
    }

    /** Gracefully, again and again where that fails, until its time is over; then by force. */
    static Step stop(Situation situation) {
        return down(STOP, Action.STOP, situation);
    }

    /** The same. */
    static Step restart(Situation situation) {
        return down(RESTART, Action.RESTART, situation);
    }

    private static Step down(String word, Action action, Situation situation) {
        Duration patience = timeouts(situation).stopOrDefault();
        Step forced = new Step.ChangePower(FORCED + word, new StateChange(action, true, patience));
        if (situation
                .memory()
                .operation()
                .filter(PowerPlanner::hasNotSucceeded)
                .filter(last -> last.action().equals(FORCED + word))
                .isPresent()) {
            return forced;
        }
        Optional<Instant> end = began(situation.memory(), word)
                .map(begun -> StatusTime.read(begun, situation.now()))
                .map(begin -> begin.plus(patience));
        if (end.isEmpty()) {
            return new Step.ChangePower(word, change(action, patience));
        }
        Duration left = Duration.between(situation.now(), end.get());
        if (left.isNegative() || left.isZero()) {
            return forced;
        }
        Instant next = Planner.held(situation, word).map(Held::until).orElse(situation.now());
        boolean soonOver = left.compareTo(SHORTEST) < 0;
        if (soonOver || next.isAfter(situation.now())) {
            Instant until = soonOver || next.isAfter(end.get()) ? end.get() : next;
            return Planner.wait(failed(word, end.get(), situation), until);
        }
        return new Step.ChangePower(word, change(action, left.compareTo(patience) < 0 ? left : patience));
    }

    private static Outcome failed(String word, Instant end, Situation situation) {
        String why = situation.memory().operation().map(OperationStatus::error).orElse("its outcome is not known");
        return new Outcome.Failed(
                Words.failedReason(word),
                Words.failed(word, situation.instance(), why)
                        + "; it is tried again until its time is over (spec.timeouts.stop), and forced after "
                        + end.truncatedTo(ChronoUnit.SECONDS) + Planner.howToLetGo(situation));
    }

    /** When a graceful stop or restart was begun that has not succeeded since; empty where the last operation is not such a one. */
    static Optional<String> began(Memory memory, String word) {
        return memory.operation()
                .filter(PowerPlanner::hasNotSucceeded)
                .filter(last -> last.action().equals(word) && STOPS.contains(word))
                .map(OperationStatus::startedAt);
    }

    private static boolean hasNotSucceeded(OperationStatus last) {
        return last.state() == OperationState.FAILED || last.state() == OperationState.UNKNOWN;
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
