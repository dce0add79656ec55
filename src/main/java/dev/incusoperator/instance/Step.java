package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.instance.exec.ExecStep;
import java.time.Instant;

/** The next thing to do for one instance, as {@link Planner} decides it. */
public sealed interface Step {
    // what starts something on the host that goes on after the call

    record CreateInstance() implements Step {}

    /** {@code action} is the word that the status and the Events use: start, stop, force-stop, freeze, unfreeze. */
    record ChangePower(String action, StateChange change) implements Step {}

    record DeleteInstance() implements Step {}

    /** Takes the mark off an instance that is to be left alone from now on. */
    record ReleaseInstance() implements Step {}

    // what looks, or writes down

    /** The operation that the status remembers is not followed by this process yet. */
    record FollowOperation(OperationStatus operation) implements Step {}

    /** It has ended: write down how, and look at the instance. */
    record RecordEnd(OperationStatus operation, Operation ended) implements Step {}

    /** The host has forgotten it: write that down, and look at the instance. */
    record RecordLost(OperationStatus operation) implements Step {}

    record Exec(ExecStep step) implements Step {}

    /** The resource may go. */
    record ReleaseFinalizer() implements Step {}

    // what ends a reconcile

    /** Nothing to do before something happens: an operation's end, a host's return, or {@code until}. */
    record Wait(Outcome outcome, Instant until) implements Step {}

    /** Nothing to do: the instance is as asked, or what stands in the way is not time. */
    record Rest(Outcome outcome) implements Step {}
}
