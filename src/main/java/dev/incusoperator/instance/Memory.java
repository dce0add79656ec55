package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.FileStatus;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a resource's status remembers for the next reconcile: nothing else survives the operator's end.
 *
 * @param known whether the instance was there once
 * @param driftTold whether the status says in what the instance is not as declared
 */
public record Memory(
        Optional<OperationStatus> operation,
        List<ExecStatus> exec,
        List<FileStatus> files,
        boolean known,
        boolean driftTold) {

    public static Memory of(@Nullable InstanceStatus status) {
        return status == null
                ? new Memory(Optional.empty(), List.of(), List.of(), false, false)
                : new Memory(
                        Optional.ofNullable(status.operation()),
                        status.execOrEmpty(),
                        status.filesOrEmpty(),
                        status.instance() != null,
                        !status.driftOrEmpty().isEmpty());
    }

    public Memory withOperation(OperationStatus now) {
        return new Memory(Optional.of(now), exec, files, known, driftTold);
    }

    /** The same when there is no more to be known of the last operation. */
    Memory withoutOperation() {
        return new Memory(Optional.empty(), exec, files, known, driftTold);
    }

    /** The same once the status says in what the instance differs. */
    Memory withDriftTold() {
        return new Memory(operation, exec, files, known, true);
    }

    public Memory withExec(List<ExecStatus> now) {
        return new Memory(operation, now, files, known, driftTold);
    }

    public Memory withFiles(List<FileStatus> now) {
        return new Memory(operation, exec, now, known, driftTold);
    }
}
