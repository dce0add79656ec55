package dev.incusoperator.instance;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Claim;
import dev.incusoperator.host.Claim.Purpose;

/** The claims of a resource on the turns and permits of its host. */
final class Claims {
    private Claims() {}

    /** To take a step. */
    static Claim of(Step step, Situation situation) {
        return claim(situation.instance(), situation.mark(), purpose(step, situation));
    }

    /** To look at what the step to be taken depends on. */
    static Claim toLook(Situation situation) {
        return claim(situation.instance(), situation.mark(), situation.deleting() ? Purpose.REMOVAL : Purpose.CHANGE);
    }

    /** To look at what the instance is to be a copy of. */
    static Claim toLook(InstanceRef instance, Mark mark) {
        return claim(instance, mark, Purpose.CHANGE);
    }

    private static Claim claim(InstanceRef instance, Mark mark, Purpose purpose) {
        return new Claim(instance, mark.namespace(), purpose);
    }

    private static Purpose purpose(Step step, Situation situation) {
        boolean stops = step instanceof Step.ChangePower
                && (step.action().equals("stop") || step.action().equals("force-stop"));
        if (situation.deleting() || stops || step instanceof Step.DeleteInstance) {
            return Purpose.REMOVAL;
        }
        return step instanceof Step.Exec ? Purpose.COMMAND : Purpose.CHANGE;
    }
}
