package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.host.Host.Permit;
import dev.incusoperator.instance.ValueSource;
import dev.incusoperator.instance.exec.ExecTransitions.ExecResult;
import dev.incusoperator.instance.exec.SentCommands.Sending;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes one {@link ExecStep}. Returns the statuses as they are after it; they are in the resource only when the caller
 * has written them, except where the step itself must write first (an intent, and a result before its logs are deleted).
 */
public final class ExecRunner {
    /**
     * @param refused why the command was certainly not started, where it was not; its intent is taken back in the
     *     statuses
     */
    public record Sent(List<ExecStatus> statuses, Optional<IncusException> refused) {}

    private final Environment environment;
    private final GivenSecrets given = new GivenSecrets();
    private final SentCommands sent = new SentCommands();
    private final Clock clock;

    public ExecRunner(ValueSource values, Clock clock) {
        this.environment = new Environment(values);
        this.clock = clock;
    }

    /**
     * Sends a command. Killed before the journal has written: nothing happened. Killed after: the status says Running
     * without an operation, which is read as Unknown, but by the process that knows how far the sending had come.
     *
     * @throws dev.incusoperator.instance.MissingValueException before anything is written, where a reference leads nowhere
     */
    public Sent run(ExecStep.Run step, ExecContext context, Permit permit) {
        Map<String, String> variables = new LinkedHashMap<>(environment.of(context.namespace(), step.entry()));
        String rerun = context.rerun().of(step.entry().name()).orElse(null);
        ExecStatus intent = ExecTransitions.intended(step, rerun, clock.instant());
        List<ExecStatus> statuses = ExecTransitions.replaced(context.statuses(), intent);
        // where the answer to this write is lost, the intent stands in the status though nothing was sent
        sent.note(context.owner(), intent, new Sending.Nothing());
        context.journal().accept(statuses);
        given.remember(context.owner(), Environment.secrets(step.entry(), variables));
        variables.put(CommandMark.VARIABLE, new CommandMark(context.owner(), intent).value());
        sent.note(context.owner(), intent, new Sending.Perhaps());
        try {
            String operation = send(step.entry(), variables, context);
            sent.note(context.owner(), intent, new Sending.Begun(operation));
            permit.heldBy(operation);
            context.host().trackCommand(operation, context.instance());
            return new Sent(
                    ExecTransitions.replaced(statuses, ExecTransitions.sent(intent, operation)), Optional.empty());
        } catch (IncusException failure) {
            given.forget(context.owner());
            if (!Refusal.certain(failure, context.server().clustered())) {
                return new Sent(
                        ExecTransitions.replaced(statuses, unknown(intent, perhaps(failure))), Optional.empty());
            }
            sent.note(context.owner(), intent, new Sending.Nothing());
            ExecStatus pending = ExecTransitions.notSent(intent, String.valueOf(failure.getMessage()));
            return new Sent(ExecTransitions.replaced(statuses, pending), Optional.of(failure));
        }
    }

    private static String perhaps(IncusException failure) {
        return failure instanceof IncusException.ApiError answer
                ? "a member of the host's cluster may have been passed the command before this answer came: "
                        + answer.serverText()
                : "no answer of the host that can be read came when it was sent";
    }

    private static String send(ExecEntry entry, Map<String, String> variables, ExecContext context) {
        ApiResponse response = context.client()
                .instances()
                .exec(
                        context.instance(),
                        new ExecCommand(
                                entry.command(), variables, entry.user(), entry.group(), entry.workingDir(), true));
        return response.operationId()
                .orElseThrow(() -> new IncusException.NoAnswer(
                        "the host accepted the command " + entry.name() + " without naming its operation", null));
    }

    /** Takes a step that starts nothing on the host. */
    public List<ExecStatus> settle(ExecStep step, ExecContext context) {
        if (step instanceof ExecStep.FindLost lost) {
            return with(context, found(lost.status(), context));
        }
        if (step instanceof ExecStep.Collect ended) {
            return with(context, collected(ended, context));
        }
        if (step instanceof ExecStep.CollectLost lost) {
            return with(context, collectedLost(lost.status(), context));
        }
        if (step instanceof ExecStep.EarlierOver over) {
            return with(context, earlier(over.status(), context, ExecTransitions.over(over.status())));
        }
        if (step instanceof ExecStep.EarlierStuck stuck) {
            return with(
                    context, earlier(stuck.status(), context, ExecTransitions.stuck(stuck.status(), clock.instant())));
        }
        if (step instanceof ExecStep.EarlierUntold untold) {
            return with(context, earlier(untold.status(), context, ExecTransitions.waiting(untold.status(), null)));
        }
        if (step instanceof ExecStep.GiveUp stuck) {
            return with(context, givenUp(stuck.status(), context));
        }
        if (step instanceof ExecStep.Sweep done) {
            context.journal().accept(context.statuses());
            given.forget(context.owner());
            String operation = Optional.ofNullable(done.status().operation()).orElseThrow();
            context.host().forget(operation, context.instance());
            new RecordedOutput(context).delete(operation);
            return with(context, ExecTransitions.swept(done.status()));
        }
        throw new IllegalArgumentException(step + " starts something, or is not a step to take");
    }

    /**
     * Ends a command that has run out of its time. The mark of it is written before: that it timed out is not forgotten, also
     * where it cannot be asked to end now (it is frozen, say).
     */
    public List<ExecStatus> end(ExecStep.End step, ExecContext context) {
        ExecStatus status = step.status();
        String message = "timed out after " + timeout(context.entryOf(status));
        ExecStatus marked = ExecTransitions.timedOut(status, message + "; it is being ended", clock.instant());
        context.journal().accept(with(context, marked));
        return kill(status, context)
                .map(failure -> ExecTransitions.told(marked, message + "; it could not be asked to end: " + failure))
                .map(told -> with(context, told))
                .orElseGet(() -> with(context, marked));
    }

    /** What the host said where it did not take that. */
    private static Optional<String> kill(ExecStatus status, ExecContext context) {
        try {
            context.client().instances().exec(context.instance(), new CommandMark(context.owner(), status).killer());
            return Optional.empty();
        } catch (IncusException failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        }
    }

    private ExecStatus found(ExecStatus status, ExecContext context) {
        Optional<Sending> known = sent.of(context.owner(), status);
        if (known.isPresent() && known.get() instanceof Sending.Begun begun) {
            context.host().trackCommand(begun.operation(), context.instance());
            return ExecTransitions.sent(status, begun.operation());
        }
        if (known.isPresent() && known.get() instanceof Sending.Nothing) {
            return ExecTransitions.notSent(
                    status, "it was not sent yet: the status could not be written at that moment");
        }
        return unknown(
                status,
                known.isPresent()
                        ? "no answer of the host that can be read came when it was sent"
                        : "the operator ended while it was being sent");
    }

    private ExecStatus collected(ExecStep.Collect step, ExecContext context) {
        ExecStatus status = step.status();
        ExecEntry entry = context.entryOf(status);
        ExecResult verdict = Verdict.of(status, step.operation(), timeout(entry));
        RecordedOutput.Streams output = new RecordedOutput(context).of(step.operation(), entry, secrets(context));
        return ExecTransitions.finished(status, verdict.printing(output), clock.instant());
    }

    private ExecStatus collectedLost(ExecStatus status, ExecContext context) {
        String operation = Optional.ofNullable(status.operation()).orElseThrow();
        RecordedOutput.Streams output =
                new RecordedOutput(context).ofLost(operation, context.entryOf(status), secrets(context));
        ExecResult lost = new ExecResult(
                ExecState.UNKNOWN,
                null,
                "the host has forgotten its operation (was it restarted?), or knows it as none of this instance: the exit"
                        + " code is lost",
                null,
                null);
        return ExecTransitions.finished(status, lost.printing(output), clock.instant());
    }

    /** It is asked once more to end; whether it does is not waited for, and it holds no permit from now on. */
    private ExecStatus givenUp(ExecStatus status, ExecContext context) {
        kill(status, context);
        context.host().letGo(Optional.ofNullable(status.operation()).orElseThrow(), context.instance());
        String message = "timed out after " + timeout(context.entryOf(status))
                + " and could not be ended (that needs sh, tr and grep in the instance): it may still run there";
        return ExecTransitions.finished(
                status, new ExecResult(ExecState.FAILED, null, message, null, null), clock.instant());
    }

    /** Asks the guest to wait for an attempt of which nobody saw the end. Asked twice after a crash, it waits twice. */
    public List<ExecStatus> awaitEarlier(ExecStep.AwaitEarlier step, ExecContext context, Permit permit) {
        ExecCommand waiter =
                new CommandMark(context.owner(), step.status()).waiter(step.left(), context.virtualMachine());
        String operation = context.client()
                .instances()
                .exec(context.instance(), waiter)
                .operationId()
                .orElseThrow(
                        () -> new IncusException.NoAnswer("the host began to wait without naming the operation", null));
        permit.heldBy(operation);
        context.host().trackCommand(operation, context.instance());
        return with(context, ExecTransitions.waiting(step.status(), operation));
    }

    /** The operation that waited is none of this instance, or is forgotten. */
    public List<ExecStatus> askAnew(ExecStatus status, ExecContext context) {
        return with(context, ExecTransitions.waiting(status, null));
    }

    private static ExecStatus earlier(ExecStatus status, ExecContext context, ExecStatus next) {
        String operation = Optional.ofNullable(status.waitOperation()).orElseThrow();
        context.host().forget(operation, context.instance());
        if (context.virtualMachine()) {
            new RecordedOutput(context).delete(operation);
        }
        return next;
    }

    /** What the host does not call an operation of this instance is taken for lost. */
    public List<ExecStatus> lost(ExecStatus status, ExecContext context) {
        return with(context, collectedLost(status, context));
    }

    private ExecStatus unknown(ExecStatus status, String why) {
        String message = "whether it ran is not known: " + why;
        return ExecTransitions.finished(
                status, new ExecResult(ExecState.UNKNOWN, null, message, null, null), clock.instant());
    }

    private KnownSecrets secrets(ExecContext context) {
        return environment
                .secrets(context.namespace(), context.entries(), context.inside())
                .and(given.of(context.owner()));
    }

    private static String timeout(ExecEntry entry) {
        return entry.timeout() == null ? "5m" : entry.timeout();
    }

    private static List<ExecStatus> with(ExecContext context, ExecStatus status) {
        return ExecTransitions.replaced(context.statuses(), status);
    }
}
