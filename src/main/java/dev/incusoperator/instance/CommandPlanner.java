package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.PowerState;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Mark.Ownership;
import dev.incusoperator.instance.exec.ExecPlanner;
import dev.incusoperator.instance.exec.ExecSituation;
import dev.incusoperator.instance.exec.ExecStep;
import dev.incusoperator.instance.update.Applied;
import java.time.Instant;
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

    /**
     * What is to be done about a command that was sent, whatever forbids to begin more: it is followed, collected, and ended when its
     * time is over. Only in an instance that is seen to be ours. Empty where it goes on, and where that has just failed.
     */
    Optional<Step> underWay(Situation situation) {
        return ours(situation)
                .filter(instance -> !situation.deleting())
                .flatMap(instance -> ExecPlanner.underWay(
                        commands(instance, situation, situation.memory().exec())))
                .filter(step -> !(step instanceof ExecStep.Await))
                .<Step>map(Step.Exec::new)
                .filter(step -> !Planner.isHeld(situation, step.action()));
    }

    /** Where nothing more may be begun: the logs of what has ended are ours, and go; else the command that runs is looked at in time. */
    Step before(Step decided, Situation situation) {
        Optional<Instance> instance = ours(situation).filter(seen -> !situation.deleting());
        boolean forbidden = decided instanceof Step.Rest rest && rest.outcome() instanceof Outcome.Paused
                || situation.gate() instanceof Situation.Gate.Denied
                || situation.gate() instanceof Situation.Gate.ChangeFirst;
        return instance.filter(seen -> forbidden && !Planner.isHeld(situation, Words.SWEEP))
                .flatMap(seen -> ExecPlanner.leftOver(
                        commands(seen, situation, situation.memory().exec())))
                .<Step>map(Step.Exec::new)
                .orElseGet(() -> instance.flatMap(seen -> due(seen, situation))
                        .map(due -> notAfter(due, decided))
                        .orElse(decided));
    }

    /** When the command that runs is to be looked at though nothing was heard of it. */
    private static Optional<Instant> due(Instance instance, Situation situation) {
        return ExecPlanner.underWay(
                        commands(instance, situation, situation.memory().exec()))
                .map(step -> step instanceof ExecStep.Await await
                        ? await.deadline()
                        : Planner.held(situation, new Step.Exec(step).action())
                                .map(Situation.Held::until)
                                .orElse(situation.now().plus(Planner.LOOK_SOON)));
    }

    private static Step notAfter(Instant due, Step decided) {
        if (decided instanceof Step.Rest rest) {
            return Planner.wait(rest.outcome(), due);
        }
        return decided instanceof Step.Wait wait && due.isBefore(wait.until())
                ? Planner.wait(wait.outcome(), due)
                : decided;
    }

    private static Optional<Instance> ours(Situation situation) {
        return situation.sighting() instanceof Sighting.Seen seen
                        && situation.mark().of(seen.instance()) == Ownership.OURS
                ? Optional.of(seen.instance())
                : Optional.empty();
    }

    private ExecStep next(Instance instance, Situation situation, List<ExecStatus> statuses) {
        return exec.next(commands(instance, situation, statuses));
    }

    private static ExecSituation commands(Instance instance, Situation situation, List<ExecStatus> statuses) {
        return new ExecSituation(
                situation.spec().execOrEmpty(),
                statuses,
                situation.asks().rerun(),
                Power.of(instance) == Power.RUNNING,
                Applied.lifeOf(instance),
                instance.lastUsedAt(),
                situation.operations(),
                situation.now());
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
        if (step instanceof ExecStep.EarlierRuns earlier) {
            String message =
                    "an earlier attempt of command " + earlier.status().name() + " may still run in the instance:"
                            + " its end is waited for before it is run again, and it is ended when its time is over";
            return Planner.wait(new Outcome.Progressing("CommandRunning", message), earlier.until());
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
