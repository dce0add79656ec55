package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.api.v1alpha1.ReplacePolicy;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.instance.update.Difference.Part;
import dev.incusoperator.instance.update.Edit.Purpose;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Replaces an instance, or its root file system, by one that is made from another source. That it has begun stands on the
 * instance ({@link Applied#rebuild}), and is written only when it is known that it can succeed; where it fails all the same
 * it is withdrawn there, and the instance is started again as any other that is to run. Pure.
 */
final class ReplacementPlanner {
    /** How each failure begins of a server that had deleted the old root file system, or was about to. */
    private static final String HALFWAY = "Failed rebuilding";

    private static final String REFUSED_BEFORE = "has snapshots";

    /** Begins one where the declared source is another one. */
    Optional<Step> begin(Instance instance, Situation situation) {
        if (!isWanted(situation) || !UpdatePlanner.mayBeDown(instance, situation)) {
            return Optional.empty();
        }
        boolean possible = situation.spec().updatesOrDefault().replaceOrDefault() == ReplacePolicy.RECREATE
                || canRebuild(situation);
        return possible ? Optional.of(failedBefore(situation).orElseGet(Step.BeginReplacement::new)) : Optional.empty();
    }

    /** Whether the resource asks for another source than the instance has, and lets it be replaced. */
    static boolean isWanted(Situation situation) {
        return situation.spec().updatesOrDefault().replaceOrDefault() != ReplacePolicy.NEVER
                && situation.differences().stream().anyMatch(difference -> difference.part() == Part.SOURCE);
    }

    /** One that failed is not tried again too soon: the instance would be stopped for it each time. */
    private static Optional<Step> failedBefore(Situation situation) {
        return Stream.of(Step.REBUILD, Step.REPLACE)
                .flatMap(action -> Planner.heldBack(situation, action).stream())
                .findFirst();
    }

    /** Nothing is made anew as a copy of something else. */
    static boolean canRebuild(Situation situation) {
        return situation.abilities().rebuilds() && situation.spec().copyFrom() == null;
    }

    /** Goes on with one that has begun. */
    Optional<Step> goOn(Instance instance, Situation situation) {
        String target = Applied.of(instance).rebuild();
        if (target == null) {
            return Optional.empty();
        }
        if (last(Step.REBUILD, OperationState.SUCCEEDED, situation)) {
            return Optional.of(new Step.UpdateInstance(Purpose.END_REBUILD));
        }
        if (last(Step.REBUILD, OperationState.FAILED, situation)
                || last(Step.REPLACE, OperationState.FAILED, situation)) {
            return Optional.of(new Step.UpdateInstance(
                    mayHaveLostItsRoot(situation) ? Purpose.FAIL_REBUILD : Purpose.CANCEL_REBUILD));
        }
        if (wasRefused(situation)) {
            return Optional.of(new Step.UpdateInstance(Purpose.CANCEL_REBUILD));
        }
        ReplacePolicy policy = situation.spec().updatesOrDefault().replaceOrDefault();
        boolean wanted = target.equals(situation.declared().source())
                && (policy == ReplacePolicy.RECREATE || (policy == ReplacePolicy.REBUILD && canRebuild(situation)));
        if (!wanted) {
            return Optional.of(withdrawn(situation));
        }
        if (!UpdatePlanner.mayBeDown(instance, situation)) {
            return Optional.empty();
        }
        return Optional.of(
                policy == ReplacePolicy.RECREATE
                        ? DeletionPlanner.delete(instance, situation, Step.REPLACE)
                        : rebuild(instance, situation));
    }

    private static Step rebuild(Instance instance, Situation situation) {
        return switch (Power.of(instance)) {
            case RUNNING -> PowerPlanner.stop(situation);
            case FROZEN -> PowerPlanner.unfreeze(situation);
            default -> new Step.RebuildInstance();
        };
    }

    /** The server said no, or the image has gone meanwhile; where there was no answer, it may be at work on it. */
    private static boolean wasRefused(Situation situation) {
        return situation.notBefore().stream()
                .filter(held -> situation.now().isBefore(held.until()))
                .filter(held ->
                        held.action().equals(Step.REBUILD) || held.action().equals(Step.REPLACE))
                .anyMatch(held -> !held.reason().startsWith("Host"));
    }

    private static boolean mayHaveLostItsRoot(Situation situation) {
        return situation
                .memory()
                .operation()
                .filter(last -> last.action().equals(Step.REBUILD))
                .map(OperationStatus::error)
                .filter(ReplacementPlanner::mayHaveLostItsRoot)
                .isPresent();
    }

    /** What the server says of a rebuild that failed when it had begun. */
    static boolean mayHaveLostItsRoot(String error) {
        return error.contains(HALFWAY) && !error.contains(REFUSED_BEFORE);
    }

    /** What was never begun is forgotten; what may have been done counts as done: the next difference is then a true one. */
    private static Step withdrawn(Situation situation) {
        boolean maybeDone = situation
                .memory()
                .operation()
                .filter(last -> last.action().equals(Step.REBUILD))
                .isPresent();
        return new Step.UpdateInstance(maybeDone ? Purpose.END_REBUILD : Purpose.CANCEL_REBUILD);
    }

    private static boolean last(String action, OperationState state, Situation situation) {
        return situation
                .memory()
                .operation()
                .filter(last -> last.action().equals(action) && last.state() == state)
                .isPresent();
    }
}
