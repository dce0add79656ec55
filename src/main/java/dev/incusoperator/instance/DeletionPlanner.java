package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.DeletionPolicy;
import dev.incusoperator.api.v1alpha1.DriftPolicy;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Mark.Ownership;
import dev.incusoperator.instance.Situation.Gate;
import dev.incusoperator.instance.update.Edit;
import dev.incusoperator.instance.update.Edit.Purpose;
import java.util.stream.Stream;

/** Takes an instance away, or lets go of it, when its resource is being deleted. Pure. */
final class DeletionPlanner {
    static final String HOW_TO_LET_GO =
            "; to delete the resource and leave the instance where it is, set the annotation"
                    + " incusoperator.dev/force-orphan: \"true\" on it";

    Step next(Situation situation) {
        if (!(situation.sighting() instanceof Sighting.Seen seen)) {
            // a project that the namespace may not use is not asked what goes on in it
            boolean asks = !wasDeleted(situation) && !(situation.gate() instanceof Gate.Denied);
            return new Step.ReleaseFinalizer(asks);
        }
        if (situation.mark().of(seen.instance()) != Ownership.OURS) {
            return new Step.ReleaseFinalizer(false);
        }
        if (situation.spec().deletionOrDefault() == DeletionPolicy.ORPHAN) {
            return new Step.ReleaseInstance();
        }
        return isProtected(seen.instance())
                ? protection(seen.instance(), situation)
                : delete(seen.instance(), situation, "delete");
    }

    /** Whether the server would refuse to delete it: it is not stopped for nothing then. */
    static boolean isProtected(Instance instance) {
        String own = instance.config().getOrDefault(Edit.PROTECTION, "");
        String value = instance.expandedConfig().getOrDefault(Edit.PROTECTION, own);
        return Stream.of("true", "1", "yes", "on").anyMatch(value::equalsIgnoreCase);
    }

    /** Lifted where the resource no longer asks for it; else told, and nothing is done. */
    private static Step protection(Instance instance, Situation situation) {
        Purpose purpose =
                situation.spec().driftOrDefault() == DriftPolicy.CORRECT ? Purpose.MEND_ALL : Purpose.MEND_CHANGES;
        boolean lifted = situation.differences().stream()
                .filter(purpose::covers)
                .anyMatch(difference -> difference.path().equals("config." + Edit.PROTECTION));
        if (lifted) {
            return new Step.LiftProtection();
        }
        String declared = situation.declared().config().get(Edit.PROTECTION);
        String where = declared != null && instance.config().containsKey(Edit.PROTECTION)
                ? "in spec.config: take that key out of the resource's spec"
                : "set on the host by somebody else, on the instance or in a profile: have it taken away there";
        return Planner.rest(new Outcome.Refused(
                "DeletionProtected",
                Words.theInstance(situation.instance()) + " is protected from being deleted by " + Edit.PROTECTION
                        + ", " + where + ", and the instance is deleted. Until then it is left as it is"
                        + HOW_TO_LET_GO));
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
