package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.PowerState;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.exec.ExecPlanner;
import dev.incusoperator.instance.exec.ExecSituation;
import dev.incusoperator.instance.exec.ExecStep;
import dev.incusoperator.instance.update.Applied;
import java.util.List;
import java.util.Optional;

/** Fits the commands into the life of their instance. Pure. */
final class CommandPlanner {
    private final ExecPlanner exec = new ExecPlanner();

    /** The next step for the commands; empty where none is owed, or none can run in the power state asked for. */
    Optional<Step> next(Instance instance, Situation situation) {
        List<ExecStatus> statuses = situation.memory().exec();
        // logs that the host did not delete are not in the way of anything
        ExecStep step = next(
                instance,
                situation,
                Planner.isHeld(situation, Words.SWEEP) ? ExecPlanner.withoutLogs(statuses) : statuses);
        if (step instanceof ExecStep.Done) {
            return Optional.empty();
        }
        if (step instanceof ExecStep.NotRunning notRunning) {
            return situation.spec().powerStateOrDefault() == PowerState.UNMANAGED
                    ? Optional.of(Planner.rest(waitsForPower(notRunning)))
                    : Optional.empty();
        }
        return Optional.of(step(step, situation));
    }

    private ExecStep next(Instance instance, Situation situation, List<ExecStatus> statuses) {
        return exec.next(new ExecSituation(
                situation.spec().execOrEmpty(),
                statuses,
                situation.asks().rerun(),
                Power.of(instance) == Power.RUNNING,
                Applied.lifeOf(instance),
                instance.lastUsedAt(),
                situation.operations(),
                situation.now()));
    }

    private static Outcome waitsForPower(ExecStep.NotRunning step) {
        return new Outcome.Waiting(
                "InstanceNotRunning",
                "command " + step.next().name() + " runs when the instance is running; spec.powerState is Unmanaged, so"
                        + " start it by hand");
    }

    private static Step step(ExecStep step, Situation situation) {
        if (step instanceof ExecStep.Await await) {
            ExecStatus status = await.status();
            String message = "command " + status.name() + " is running (attempt " + status.attempts() + ")";
            return Planner.wait(new Outcome.Progressing("CommandRunning", message), await.deadline());
        }
        if (step instanceof ExecStep.Retry retry) {
            String message = describe(retry.status()) + "; it is tried again at " + retry.at();
            return Planner.wait(new Outcome.Failed("CommandFailed", message), retry.at());
        }
        if (step instanceof ExecStep.Failed failed) {
            return Planner.rest(failure(failed.status()));
        }
        return new Step.Exec(step);
    }

    private static Outcome failure(ExecStatus status) {
        return switch (status.state()) {
            case UNKNOWN ->
                new Outcome.Refused(
                        "CommandUnknown",
                        describe(status) + "; look at the instance, then run it again with the annotation"
                                + " incusoperator.dev/rerun: " + status.name());
            default ->
                new Outcome.Refused(
                        "CommandFailed",
                        describe(status)
                                + "; see status.exec for its output. Change the entry, or run it again with the"
                                + " annotation incusoperator.dev/rerun: " + status.name());
        };
    }

    private static String describe(ExecStatus status) {
        return "command " + status.name() + ": "
                + Optional.ofNullable(status.message()).orElse("failed") + " (attempt " + status.attempts() + ")";
    }
}
