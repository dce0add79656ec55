package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.ExecStatus;
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
public record Memory(Optional<OperationStatus> operation, List<ExecStatus> exec, boolean known, boolean driftTold) {

    public static Memory of(@Nullable InstanceStatus status) {
        return status == null
                ? new Memory(Optional.empty(), List.of(), false, false)
                : new Memory(
                        Optional.ofNullable(status.operation()),
                        status.execOrEmpty(),
                        status.instance() != null,
                        !status.driftOrEmpty().isEmpty());
    }

    public Memory withOperation(OperationStatus now) {
        return new Memory(Optional.of(now), exec, known, driftTold);
    }

    /** The same once the status says in what the instance differs. */
    Memory withDriftTold() {
        return new Memory(operation, exec, known, true);
    }

    public Memory withExec(List<ExecStatus> now) {
        return new Memory(operation, now, known, driftTold);
    }
}
