package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.host.Host.Permit;
import dev.incusoperator.instance.ValueSource;
import dev.incusoperator.instance.exec.ExecTransitions.ExecResult;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
     * without an operation, which is read as Unknown, but by the process that has sent it and could not write that down.
     *
     * @throws dev.incusoperator.instance.MissingValueException before anything is written, where a reference leads nowhere
     */
    public Sent run(ExecStep.Run step, ExecContext context, Permit permit) {
        Map<String, String> variables = new LinkedHashMap<>(environment.of(context.namespace(), step.entry()));
        String rerun = context.rerun().of(step.entry().name()).orElse(null);
        ExecStatus intent = ExecTransitions.intended(step, rerun, clock.instant());
        List<ExecStatus> statuses = ExecTransitions.replaced(context.statuses(), intent);
        context.journal().accept(statuses);
        given.remember(context.owner(), Environment.secrets(step.entry(), variables));
        variables.put(CommandMark.VARIABLE, new CommandMark(context.owner(), intent).value());
        try {
            String operation = send(step.entry(), variables, context);
            sent.remember(context.owner(), intent, operation);
            permit.heldBy(operation);
            context.host().trackCommand(operation, context.instance());
            return new Sent(
                    ExecTransitions.replaced(statuses, ExecTransitions.sent(intent, operation)), Optional.empty());
        } catch (IncusException.NoAnswer | IncusException.MalformedAnswer lost) {
            ExecStatus unknown = unknown(intent, "no answer of the host that can be read came when it was sent");
            return new Sent(ExecTransitions.replaced(statuses, unknown), Optional.empty());
        } catch (IncusException refused) {
            ExecStatus pending = ExecTransitions.notSent(intent, String.valueOf(refused.getMessage()));
            return new Sent(ExecTransitions.replaced(statuses, pending), Optional.of(refused));
        }
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
        if (step instanceof ExecStep.GiveUp stuck) {
            return with(context, givenUp(stuck.status(), context));
        }
        if (step instanceof ExecStep.Sweep done) {
            context.journal().accept(context.statuses());
            String operation = Optional.ofNullable(done.status().operation()).orElseThrow();
            context.host().forget(operation);
            new RecordedOutput(context).delete(operation);
            return with(context, ExecTransitions.swept(done.status()));
        }
        throw new IllegalArgumentException(step + " starts something, or is not a step to take");
    }

    /** Ends a command that has run out of its time. The mark of it is written before: that it timed out is not forgotten. */
    public List<ExecStatus> end(ExecStep.End step, ExecContext context) {
        ExecStatus status = step.status();
        String message = "timed out after " + timeout(context.entryOf(status)) + "; it is being ended";
        List<ExecStatus> statuses = with(context, ExecTransitions.timedOut(status, message, clock.instant()));
        context.journal().accept(statuses);
        context.client().instances().exec(context.instance(), new CommandMark(context.owner(), status).killer());
        return statuses;
    }

    private ExecStatus found(ExecStatus status, ExecContext context) {
        Optional<String> operation = sent.of(context.owner(), status);
        operation.ifPresent(id -> context.host().trackCommand(id, context.instance()));
        return operation
                .map(id -> ExecTransitions.sent(status, id))
                .orElseGet(() -> unknown(status, "the operator ended while it was being sent"));
    }

    private ExecStatus collected(ExecStep.Collect step, ExecContext context) {
        ExecStatus status = step.status();
        Operation operation = step.operation();
        ExecEntry entry = context.entryOf(status);
        Redactor redactor = redactor(context);
        RecordedOutput output = new RecordedOutput(context);
        ExecResult verdict = Verdict.of(status, operation, timeout(entry));
        return ExecTransitions.finished(
                status,
                new ExecResult(
                        verdict.state(),
                        verdict.exitCode(),
                        verdict.message(),
                        output.read(operation, 1, entry, redactor),
                        output.read(operation, 2, entry, redactor)),
                clock.instant());
    }

    private ExecStatus collectedLost(ExecStatus status, ExecContext context) {
        String operation = Optional.ofNullable(status.operation()).orElseThrow();
        ExecEntry entry = context.entryOf(status);
        Redactor redactor = redactor(context);
        RecordedOutput output = new RecordedOutput(context);
        return ExecTransitions.finished(
                status,
                new ExecResult(
                        ExecState.UNKNOWN,
                        null,
                        "the host has forgotten its operation (was it restarted?), and with it the exit code",
                        output.readLost(operation, 1, entry, redactor),
                        output.readLost(operation, 2, entry, redactor)),
                clock.instant());
    }

    private ExecStatus givenUp(ExecStatus status, ExecContext context) {
        String message = "timed out after " + timeout(context.entryOf(status))
                + " and could not be ended (that needs sh, tr and grep in the instance): it may still run there";
        return ExecTransitions.finished(
                status, new ExecResult(ExecState.FAILED, null, message, null, null), clock.instant());
    }

    private ExecStatus unknown(ExecStatus status, String why) {
        String message = "whether it ran is not known: " + why;
        return ExecTransitions.finished(
                status, new ExecResult(ExecState.UNKNOWN, null, message, null, null), clock.instant());
    }

    private Redactor redactor(ExecContext context) {
        Set<String> secrets = environment.secrets(context.namespace(), context.entries(), context.inside());
        secrets.addAll(given.of(context.owner()));
        return new Redactor(secrets);
    }

    private static String timeout(ExecEntry entry) {
        return entry.timeout() == null ? "5m" : entry.timeout();
    }

    private static List<ExecStatus> with(ExecContext context, ExecStatus status) {
        return ExecTransitions.replaced(context.statuses(), status);
    }
}
