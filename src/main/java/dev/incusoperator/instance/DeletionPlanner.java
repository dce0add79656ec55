package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.DeletionPolicy;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Mark.Ownership;

/** Takes an instance away, or lets go of it, when its resource is being deleted. Pure. */
final class DeletionPlanner {
    static final String HOW_TO_LET_GO =
            "; to delete the resource and leave the instance where it is, set the annotation"
                    + " incusoperator.dev/force-orphan: \"true\" on it";

    Step next(Situation situation) {
        if (!(situation.sighting() instanceof Sighting.Seen seen)) {
            return new Step.ReleaseFinalizer(!wasDeleted(situation));
        }
        if (situation.mark().of(seen.instance()) != Ownership.OURS) {
            return new Step.ReleaseFinalizer(false);
        }
        if (situation.spec().deletionOrDefault() == DeletionPolicy.ORPHAN) {
            return new Step.ReleaseInstance();
        }
        return delete(seen.instance(), situation, "delete");
    }

    private static boolean wasDeleted(Situation situation) {
        return situation
                .memory()
                .operation()
                .filter(last -> last.action().equals("delete") && last.state() == OperationState.SUCCEEDED)
                .isPresent();
    }

    /** @param action the word for the deletion itself */
    static Step delete(Instance instance, Situation situation, String action) {
        return switch (Power.of(instance)) {
            case RUNNING -> PowerPlanner.stop(situation);
            case FROZEN -> PowerPlanner.unfreeze(situation);
            case STOPPED, BROKEN -> new Step.DeleteInstance(action);
            case BETWEEN ->
                Planner.wait(
                        new Outcome.Progressing(
                                "Deleting",
                                Words.theInstance(situation.instance()) + " is " + instance.status()
                                        + "; it is deleted when it has stopped"),
                        situation.now().plus(PowerPlanner.IN_BETWEEN));
        };
    }
}
