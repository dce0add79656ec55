package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.client.model.Operation;
import java.time.Duration;
import java.time.Instant;

/** What to do next about the commands that a resource lists. */
public sealed interface ExecStep {
    /** What starts something on the host, for a command that is to run. */
    sealed interface Starting extends ExecStep {
        /** What it comes to in the end. */
        Run run();
    }

    /** Write the intent down, send the command, remember its operation. */
    record Run(ExecEntry entry, String hash, int attempt) implements Starting {
        @Override
        public Run run() {
            return this;
        }
    }

    /**
     * An earlier attempt, of which nobody saw the end, may still run in the instance: have it waited for there, and ended when its
     * time is over.
     *
     * @param left of its time
     */
    record AwaitEarlier(ExecStatus status, Run run, Duration left) implements Starting {}

    /** The operation that waits for an earlier attempt is one that this process does not follow yet. */
    record FollowEarlier(ExecStatus status) implements ExecStep {}

    /** An earlier attempt is being waited for. */
    record EarlierRuns(ExecStatus status, Instant until) implements ExecStep {}

    /** Who was asked in the guest was killed there before it could tell: it is asked again after a while. */
    record EarlierUntold(ExecStatus status) implements ExecStep {}

    /** The earlier attempt runs no more. */
    record EarlierOver(ExecStatus status) implements ExecStep {}

    /** The earlier attempt could not be ended: it is not run again beside it. */
    record EarlierStuck(ExecStatus status) implements ExecStep {}

    /** An intent without an operation: look whether the command runs; where it does not, its outcome is unknown. */
    record FindLost(ExecStatus status) implements ExecStep {}

    /** The operation is one that this process does not follow yet. */
    record Follow(ExecStatus status) implements ExecStep {}

    /** The command has ended: read its output, judge it. */
    record Collect(ExecStatus status, Operation operation) implements ExecStep {}

    /** The server has forgotten the operation: read what output there is; the return code is lost. */
    record CollectLost(ExecStatus status) implements ExecStep {}

    /** It has run out of its time: end it in the guest. */
    record End(ExecStatus status) implements ExecStep {}

    /** It was to be ended and does not end: let go of it. */
    record GiveUp(ExecStatus status) implements ExecStep {}

    /** Its result stands in the resource's status: delete the logs on the host. */
    record Sweep(ExecStatus status) implements ExecStep {}

    /** A command runs; it ends by itself, or at the deadline. */
    record Await(ExecStatus status, Instant deadline) implements ExecStep {}

    /** A failed command is tried again then. */
    record Retry(ExecStatus status, Instant at) implements ExecStep {}

    /** A command failed, and what is listed after it does not run. */
    record Failed(ExecStatus status) implements ExecStep {}

    /** Commands are left, and the instance does not run. */
    record NotRunning(ExecEntry next) implements ExecStep {}

    /** Every command has run and none is owed. */
    record Done() implements ExecStep {}
}
