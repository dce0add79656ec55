package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecOutput;
import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.status.Text;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the status of a command moves on: one method a transition. Pure. */
final class ExecTransitions {
    private static final int MESSAGE_LIMIT = 1024;

    private ExecTransitions() {}

    /** The intent: to be written before the command is sent. */
    static ExecStatus intended(ExecStep.Run run, @Nullable String rerun, Instant now) {
        return new ExecStatus(
                run.entry().name(),
                run.hash(),
                ExecState.RUNNING,
                null,
                null,
                run.attempt(),
                null,
                intentTime(now),
                null,
                null,
                null,
                rerun,
                null,
                null);
    }

    static ExecStatus sent(ExecStatus status, String operation) {
        return with(status, status.state(), operation, status.timedOutAt(), status.message());
    }

    /** It was certainly not sent: the intent is taken back. */
    static ExecStatus notSent(ExecStatus status, String message) {
        return new ExecStatus(
                status.name(),
                status.hash(),
                ExecState.PENDING,
                null,
                null,
                Math.max(0, status.attempts() - 1),
                null,
                null,
                null,
                null,
                bounded(message),
                null,
                null,
                null);
    }

    static ExecStatus timedOut(ExecStatus status, String message, Instant now) {
        return with(status, status.state(), status.operation(), time(now), message);
    }

    /** The same with another message. */
    static ExecStatus told(ExecStatus status, String message) {
        return with(status, status.state(), status.operation(), status.timedOutAt(), bounded(message));
    }

    static ExecStatus finished(ExecStatus status, ExecResult result, Instant now) {
        return new ExecStatus(
                status.name(),
                status.hash(),
                result.state(),
                status.operation(),
                null,
                status.attempts(),
                result.exitCode(),
                status.startedAt(),
                status.timedOutAt(),
                time(now),
                bounded(result.message()),
                status.rerun(),
                result.stdout(),
                result.stderr());
    }

    /** Its logs are gone from the host. */
    static ExecStatus swept(ExecStatus status) {
        return with(status, status.state(), null, status.timedOutAt(), status.message());
    }

    /** An earlier attempt may still run in the instance: this operation waits there for its end; null where that is to be asked anew. */
    static ExecStatus waiting(ExecStatus status, @Nullable String waitOperation) {
        return new ExecStatus(
                status.name(),
                status.hash(),
                status.state(),
                status.operation(),
                waitOperation,
                status.attempts(),
                status.exitCode(),
                status.startedAt(),
                status.timedOutAt(),
                status.finishedAt(),
                status.message(),
                status.rerun(),
                status.stdout(),
                status.stderr());
    }

    /** It could not be ended: what runs now is the attempt before. */
    static ExecStatus stuck(ExecStatus status, Instant now) {
        return waiting(
                with(
                        status,
                        ExecState.FAILED,
                        status.operation(),
                        time(now),
                        "an earlier attempt still runs in the instance and could not be ended: it is not run again beside it"),
                null);
    }

    /** The attempt of which the end was not seen does not run any more: another one may begin. */
    static ExecStatus over(ExecStatus status) {
        return waiting(with(status, ExecState.PENDING, status.operation(), null, status.message()), null);
    }

    /** The request that it answered is there no longer. */
    static ExecStatus rerunWithdrawn(ExecStatus status) {
        return new ExecStatus(
                status.name(),
                status.hash(),
                status.state(),
                status.operation(),
                status.waitOperation(),
                status.attempts(),
                status.exitCode(),
                status.startedAt(),
                status.timedOutAt(),
                status.finishedAt(),
                status.message(),
                null,
                status.stdout(),
                status.stderr());
    }

    /** The same list with this status in place of the one of its name, or at its end. */
    static List<ExecStatus> replaced(List<ExecStatus> statuses, ExecStatus status) {
        List<ExecStatus> all = new ArrayList<>(statuses);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(status.name())) {
                all.set(i, status);
                return List.copyOf(all);
            }
        }
        all.add(status);
        return List.copyOf(all);
    }

    private static ExecStatus with(
            ExecStatus status,
            ExecState state,
            @Nullable String operation,
            @Nullable String timedOutAt,
            @Nullable String message) {
        return new ExecStatus(
                status.name(),
                status.hash(),
                state,
                operation,
                status.waitOperation(),
                status.attempts(),
                status.exitCode(),
                status.startedAt(),
                timedOutAt,
                status.finishedAt(),
                message,
                status.rerun(),
                status.stdout(),
                status.stderr());
    }

    /** What a server says may be of any length, and hold what a resource cannot. */
    private static @Nullable String bounded(@Nullable String message) {
        return message == null ? null : Text.bounded(message, MESSAGE_LIMIT);
    }

    /**
     * To the microsecond: {@link SentCommands} tells the intents of two processes apart by it, and both may answer the same event
     * within a millisecond.
     */
    private static String intentTime(Instant now) {
        return now.truncatedTo(ChronoUnit.MICROS).toString();
    }

    private static String time(Instant now) {
        return now.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** What came out of a command. */
    record ExecResult(
            ExecState state,
            @Nullable Integer exitCode,
            @Nullable String message,
            @Nullable ExecOutput stdout,
            @Nullable ExecOutput stderr) {

        /** The same with what it printed, and what is to be said of that. */
        ExecResult printing(RecordedOutput.Streams output) {
            String said = Stream.of(Optional.ofNullable(message), output.note())
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining("; "));
            return new ExecResult(state, exitCode, said.isEmpty() ? null : said, output.stdout(), output.stderr());
        }
    }
}
