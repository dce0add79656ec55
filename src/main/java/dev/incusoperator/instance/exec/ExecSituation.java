package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.host.Host.OperationView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What {@link ExecPlanner} decides upon.
 *
 * @param entries the commands as listed
 * @param statuses what the resource's status remembers of them
 * @param operations how far an operation is, by its id
 */
public record ExecSituation(
        List<ExecEntry> entries,
        List<ExecStatus> statuses,
        Rerun rerun,
        boolean instanceRuns,
        String instanceUuid,
        String instanceStartedAt,
        Function<String, OperationView> operations,
        Instant now) {

    Optional<ExecStatus> statusOf(String name) {
        return statuses.stream().filter(status -> status.name().equals(name)).findFirst();
    }
}
