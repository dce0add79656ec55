package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.status.StatusTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An attempt of which nobody saw the end, because the daemon or the operator ended meanwhile: it may still run in the instance, and
 * another one is not begun beside it. The guest is asked; it has the attempt's mark. Pure.
 */
final class EarlierAttempt {
    private static final int KILLED = 128;

    private final ExecStatus status;
    private final ExecStep.Run next;
    private final ExecSituation situation;

    private EarlierAttempt(ExecStatus status, ExecStep.Run next, ExecSituation situation) {
        this.status = status;
        this.next = next;
        this.situation = situation;
    }

    /** What is to be done before that run; the run itself where no earlier attempt is in its way. */
    static ExecStep before(ExecStep.Run next, ExecSituation situation) {
        return situation
                .statusOf(next.entry().name())
                .filter(EarlierAttempt::mayStillRun)
                .map(status -> new EarlierAttempt(status, next, situation).step())
                .orElse(next);
    }

    static boolean mayStillRun(ExecStatus status) {
        return status.state() == ExecState.UNKNOWN
                || (status.state() == ExecState.FAILED && status.timedOutAt() != null && status.exitCode() == null);
    }

    private ExecStep step() {
        String waits = status.waitOperation();
        if (waits == null) {
            return ask();
        }
        OperationView view = situation.operations().apply(waits);
        if (view instanceof OperationView.NotTracked) {
            return new ExecStep.FollowEarlier(status);
        }
        if (view instanceof OperationView.Ended ended) {
            return answered(ended.operation());
        }
        return view instanceof OperationView.Lost
                ? ask()
                : new ExecStep.EarlierRuns(status, later(deadline().plus(ExecPlanner.END_GRACE)));
    }

    private ExecStep ask() {
        Duration left = Duration.between(situation.now(), deadline());
        return new ExecStep.AwaitEarlier(status, next, left.isNegative() ? Duration.ZERO : left);
    }

    private ExecStep answered(Operation operation) {
        Optional<Integer> code = operation.succeeded() ? operation.returnCode() : Optional.empty();
        if (code.equals(Optional.of(CommandMark.NONE_RUNS))) {
            return new ExecStep.EarlierOver(status);
        }
        if (code.equals(Optional.of(CommandMark.RUNS_ON))) {
            return new ExecStep.EarlierStuck(status);
        }
        if (code.filter(number -> number > KILLED).isPresent()) {
            return new ExecStep.EarlierUntold(status);
        }
        // it cannot be asked: the time that the earlier one had is left to it
        return situation.now().isBefore(deadline())
                ? new ExecStep.EarlierRuns(status, deadline())
                : new ExecStep.EarlierOver(status);
    }

    private Instant deadline() {
        return status.timedOutAt() != null || status.startedAt() == null
                ? situation.now()
                : StatusTime.read(status.startedAt(), situation.now())
                        .plus(next.entry().timeoutOrDefault());
    }

    private Instant later(Instant due) {
        return due.isAfter(situation.now()) ? due : situation.now().plus(ExecPlanner.END_GRACE);
    }
}
