package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a resource's status remembers for the next reconcile: nothing else survives the operator's end. */
public record Memory(Optional<OperationStatus> operation, List<ExecStatus> exec) {

    public static Memory of(@Nullable InstanceStatus status) {
        return status == null
                ? new Memory(Optional.empty(), List.of())
                : new Memory(
                        Optional.ofNullable(status.operation()), status.exec() == null ? List.of() : status.exec());
    }

    public Memory withOperation(OperationStatus now) {
        return new Memory(Optional.of(now), exec);
    }

    public Memory withExec(List<ExecStatus> now) {
        return new Memory(operation, now);
    }
}
