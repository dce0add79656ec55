package dev.incusoperator.instance;

import dev.incusoperator.instance.exec.Rerun;

/**
 * What a resource's annotations ask for, beside its spec.
 *
 * @param forceOrphan whether a resource that is being deleted lets go of its instance, whatever stands in the way
 * @param dryRun whether the steps are told and none is taken
 * @param restartedAt whatever stands there; empty where nothing does
 */
public record Asks(boolean forceOrphan, boolean dryRun, String restartedAt, Rerun rerun) {
    static final Asks NOTHING = new Asks(false, false, "", new Rerun(""));
}
