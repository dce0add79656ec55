package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.OnFailure;
import dev.incusoperator.api.v1alpha1.OnUnknown;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.status.StatusTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides about the commands of one instance. Pure: the same situation gives the same step. Commands run in the order
 * in which they are listed, one at a time, each after the one before has succeeded.
 */
public final class ExecPlanner {
    /** How long after it was to be ended a command may go on before it is let go of. */
    static final Duration END_GRACE = Duration.ofSeconds(30);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final Duration LAST_RETRY = Duration.ofMinutes(5);

    private final ExecHash hash = new ExecHash();

    /** What is to be done about what was sent, whether more may be begun or not; where it only goes on, an {@link ExecStep.Await}. */
    public static Optional<ExecStep> underWay(ExecSituation situation) {
        return running(situation).map(status -> whileRunning(status, situation));
    }

    /** The first that has ended and of whose logs the host has not been rid yet. */
    public static Optional<ExecStep> leftOver(ExecSituation situation) {
        return situation.statuses().stream()
                .filter(status -> status.state() != ExecState.RUNNING && status.operation() != null)
                .findFirst()
                .map(ExecStep.Sweep::new);
    }

    private static Optional<ExecStatus> running(ExecSituation situation) {
        return situation.statuses().stream()
                .filter(status -> status.state() == ExecState.RUNNING)
                .findFirst();
    }

    public ExecStep next(ExecSituation situation) {
        Optional<ExecStatus> running = running(situation);
        ExecStep step = running.map(status -> whileRunning(status, situation)).orElseGet(() -> whenIdle(situation));
        return situation.statuses().stream()
                .filter(status -> status.state() != ExecState.RUNNING && status.operation() != null)
                .filter(status -> mayBeSweptBefore(step, status))
                .findFirst()
                .<ExecStep>map(ExecStep.Sweep::new)
                .orElse(step);
    }

    /**
     * What is to be remembered: entries that left the spec are dropped, once nothing of theirs is left on the host; and
     * an answered request to run again, once it is withdrawn: the same one can then be made anew.
     *
     * @param runs whether the instance may be running: what nobody saw the end of may then still run in it, and an entry that comes
     *     back is not run beside it
     */
    public static List<ExecStatus> kept(List<ExecEntry> entries, List<ExecStatus> statuses, Rerun rerun, boolean runs) {
        return statuses.stream()
                .filter(status -> status.state() == ExecState.RUNNING
                        || status.operation() != null
                        || (runs && EarlierAttempt.mayStillRun(status))
                        || entries.stream().anyMatch(entry -> entry.name().equals(status.name())))
                .map(status -> status.rerun() == null || rerun.of(status.name()).isPresent()
                        ? status
                        : ExecTransitions.rerunWithdrawn(status))
                .toList();
    }

    /** The same, as if the host had nothing left of those that have ended. */
    public static List<ExecStatus> withoutLogs(List<ExecStatus> statuses) {
        return statuses.stream()
                .map(status -> status.state() == ExecState.RUNNING ? status : ExecTransitions.swept(status))
                .toList();
    }

    /** When nothing else is to be done; and before the command's next run, with which the last one is forgotten. */
    private static boolean mayBeSweptBefore(ExecStep step, ExecStatus status) {
        return step instanceof ExecStep.Done
                || step instanceof ExecStep.Failed
                || step instanceof ExecStep.Retry
                || step instanceof ExecStep.NotRunning
                || (step instanceof ExecStep.Run run && run.entry().name().equals(status.name()));
    }

    private static ExecStep whileRunning(ExecStatus status, ExecSituation situation) {
        if (status.operation() == null) {
            return new ExecStep.FindLost(status);
        }
        OperationView view = situation.operations().apply(status.operation());
        if (view instanceof OperationView.NotTracked) {
            return new ExecStep.Follow(status);
        }
        if (view instanceof OperationView.Ended ended) {
            return new ExecStep.Collect(status, ended.operation());
        }
        if (view instanceof OperationView.Lost) {
            return new ExecStep.CollectLost(status);
        }
        return whileItGoesOn(status, situation);
    }

    private static ExecStep whileItGoesOn(ExecStatus status, ExecSituation situation) {
        if (status.timedOutAt() != null) {
            Instant patience =
                    StatusTime.read(status.timedOutAt(), situation.now()).plus(END_GRACE);
            return situation.now().isBefore(patience)
                    ? new ExecStep.Await(status, patience)
                    : new ExecStep.GiveUp(status);
        }
        Instant deadline = started(status, situation).plus(timeout(status, situation.entries()));
        return situation.now().isBefore(deadline) ? new ExecStep.Await(status, deadline) : new ExecStep.End(status);
    }

    private static Instant started(ExecStatus status, ExecSituation situation) {
        return StatusTime.read(status.startedAt(), situation.now());
    }

    /** A command whose entry has left the spec while it runs is given no more time than it has had. */
    private static Duration timeout(ExecStatus status, List<ExecEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.name().equals(status.name()))
                .findFirst()
                .map(ExecEntry::timeoutOrDefault)
                .orElse(Duration.ZERO);
    }

    private ExecStep whenIdle(ExecSituation situation) {
        for (ExecEntry entry : situation.entries()) {
            Optional<ExecStep> step = forEntry(entry, situation)
                    .map(owed -> owed instanceof ExecStep.Run run ? EarlierAttempt.before(run, situation) : owed);
            if (step.isPresent()) {
                return step.get() instanceof ExecStep.Starting && !situation.instanceRuns()
                        ? new ExecStep.NotRunning(entry)
                        : step.get();
            }
        }
        return new ExecStep.Done();
    }

    /** What is owed for this entry; empty where the next one may have its turn. */
    private Optional<ExecStep> forEntry(ExecEntry entry, ExecSituation situation) {
        String wanted = hash.of(entry, situation.instanceUuid(), situation.instanceStartedAt());
        Optional<ExecStatus> last = situation.statusOf(entry.name()).filter(status -> wanted.equals(status.hash()));
        if (last.isEmpty()) {
            return Optional.of(new ExecStep.Run(entry, wanted, 1));
        }
        ExecStatus status = last.get();
        if (situation
                .rerun()
                .of(entry.name())
                .filter(token -> !token.equals(status.rerun()))
                .isPresent()) {
            return Optional.of(new ExecStep.Run(entry, wanted, 1));
        }
        return switch (status.state()) {
            case PENDING -> Optional.of(new ExecStep.Run(entry, wanted, status.attempts() + 1));
            case SUCCEEDED -> Optional.empty();
            case FAILED -> afterFailure(entry, status, wanted, situation.now());
            case UNKNOWN ->
                entry.onUnknownOrDefault() == OnUnknown.RERUN
                        ? Optional.of(new ExecStep.Run(entry, wanted, status.attempts() + 1))
                        : Optional.of(new ExecStep.Failed(status));
            default -> throw new IllegalStateException(status.state() + " is not idle");
        };
    }

    private static Optional<ExecStep> afterFailure(ExecEntry entry, ExecStatus status, String wanted, Instant now) {
        OnFailure policy = entry.onFailureOrDefault();
        if (policy == OnFailure.CONTINUE) {
            return Optional.empty();
        }
        if (policy == OnFailure.FAIL || status.attempts() > entry.backoffLimitOrDefault()) {
            return Optional.of(new ExecStep.Failed(status));
        }
        Instant at = retryAt(status, now);
        return Optional.of(
                now.isBefore(at)
                        ? new ExecStep.Retry(status, at)
                        : new ExecStep.Run(entry, wanted, status.attempts() + 1));
    }

    private static Instant retryAt(ExecStatus status, Instant now) {
        Instant finished = StatusTime.read(status.finishedAt(), now);
        int doublings = Math.min(status.attempts() - 1, 10);
        Duration pause = FIRST_RETRY.multipliedBy(1L << Math.max(0, doublings));
        return finished.plus(pause.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : pause);
    }
}
