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
 * @param rerun the value of the annotation {@code incusoperator.dev/rerun}, empty where there is none: the name of an
 *     entry, and after a blank whatever makes this request another one than the last
 * @param operations how far an operation is, by its id
 */
public record ExecSituation(
        List<ExecEntry> entries,
        List<ExecStatus> statuses,
        String rerun,
        boolean instanceRuns,
        String instanceUuid,
        String instanceStartedAt,
        Function<String, OperationView> operations,
        Instant now) {

    Optional<ExecStatus> statusOf(String name) {
        return statuses.stream().filter(status -> status.name().equals(name)).findFirst();
    }

    /** The request to run this entry again, where there is one. */
    Optional<String> rerunOf(String name) {
        return rerun.equals(name) || rerun.startsWith(name + " ") ? Optional.of(rerun) : Optional.empty();
    }
}
