package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.InstanceFile;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.instance.exec.ExecStep;
import dev.incusoperator.instance.update.Edit;
import java.time.Instant;

/** The next thing to do for one instance, as {@link Planner} decides it. */
public sealed interface Step {
    /** The word for what it does, that status, Events and {@link Words} use. */
    default String action() {
        return "look";
    }

    /** What starts something on the host that goes on after the call. */
    sealed interface Starting extends Step {}

    record CreateInstance() implements Starting {
        @Override
        public String action() {
            return "create";
        }
    }

    /** {@code action} is start, stop, force-stop, restart, force-restart, freeze or unfreeze. */
    record ChangePower(String action, StateChange change) implements Starting {}

    /** Writes what the instance's definition lacks. */
    record UpdateInstance(Edit.Purpose purpose) implements Starting {
        @Override
        public String action() {
            return "update";
        }
    }

    /** Makes sure that a replacement can succeed, and notes on the instance that it has begun; downloads the image first where that is needed. */
    record BeginReplacement() implements Starting {
        @Override
        public String action() {
            return PREPARE;
        }
    }

    /** Deletes what the creation of this resource's instance has left behind, which the server gave up halfway. */
    record DeleteHalfMade() implements Starting {
        @Override
        public String action() {
            return DISCARD;
        }
    }

    /** Makes the root file system of a stopped instance anew. */
    record RebuildInstance() implements Starting {
        @Override
        public String action() {
            return REBUILD;
        }
    }

    /** Puts the mark on an instance that is there already. */
    record AdoptInstance() implements Starting {
        @Override
        public String action() {
            return ADOPT;
        }
    }

    /** {@code action} is delete, or replace where another one is made afterwards. */
    record DeleteInstance(String action) implements Starting {}

    /** Takes off the instance what keeps it from being deleted, where the resource no longer asks for that. */
    record LiftProtection() implements Starting {
        @Override
        public String action() {
            return "unprotect";
        }
    }

    /** Takes the mark off an instance that is to be left alone from now on. */
    record ReleaseInstance() implements Starting {
        @Override
        public String action() {
            return "release";
        }
    }

    String PREPARE = "prepare";
    String DISCARD = "discard";
    String REBUILD = "rebuild";
    String ADOPT = "adopt";
    String REPLACE = "replace";

    // what looks, or writes down

    /** The operation that the status remembers is not followed by this process yet. */
    record FollowOperation(OperationStatus operation) implements Step {}

    /** It has ended: write down how, and look at the instance. */
    record RecordEnd(OperationStatus operation, Operation ended) implements Step {}

    /** The host has forgotten it: write that down, and look at the instance. */
    record RecordLost(OperationStatus operation) implements Step {}

    /** What became of the last operation matters no more. */
    record ForgetOperation() implements Step {}

    record Exec(ExecStep step) implements Step {
        @Override
        public String action() {
            return step instanceof ExecStep.Sweep ? Words.SWEEP : "run";
        }
    }

    /** The Secret or ConfigMap that the file comes from may be another one by now. */
    record LookAtSource(InstanceFile file) implements Step {
        @Override
        public String action() {
            return Words.WRITE_FILE;
        }
    }

    /** Writes the file, which the host does while it is asked. */
    record PushFile(InstanceFile file) implements Step {
        @Override
        public String action() {
            return Words.WRITE_FILE;
        }
    }

    /**
     * The resource may go.
     *
     * @param looksFirst unless the host still works on the instance, which only the host can say: who began that, and was killed before
     *     it was written down, would leave an instance behind
     */
    record ReleaseFinalizer(boolean looksFirst) implements Step {
        @Override
        public String action() {
            return "release";
        }
    }

    // what ends a reconcile

    /** Nothing to do before something happens: an operation's end, a host's return, or {@code until}. */
    record Wait(Outcome outcome, Instant until) implements Step {}

    /** Nothing to do: the instance is as asked, or what stands in the way is not time. */
    record Rest(Outcome outcome) implements Step {}
}
