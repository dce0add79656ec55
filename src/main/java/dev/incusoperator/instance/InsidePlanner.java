package dev.incusoperator.instance;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.exec.ExecStep;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what is done in an instance whose power is as asked: its files are written, it is waited for until it is ready,
 * its commands are run. What was begun is followed to its end whatever else there is. Pure.
 */
final class InsidePlanner {
    private final FilePlanner files = new FilePlanner();
    private final ReadinessPlanner readiness = new ReadinessPlanner();
    private final CommandPlanner commands = new CommandPlanner();

    /** The next step; empty where nothing is left to do or to wait for. */
    Optional<Step> next(Instance instance, Situation situation) {
        Optional<Step> file = files.next(instance, situation)
                .map(step -> step instanceof Step.PushFile
                        ? ReadinessPlanner.agent(instance, situation, ", to write its files")
                                .orElse(step)
                        : step);
        if (file.filter(step -> writes(step) && !Planner.isHeld(situation, step.action()))
                .isPresent()) {
            return file;
        }
        Optional<Step> command = commands.next(instance, situation);
        if (command.filter(InsidePlanner::goesOn).isPresent()) {
            return command;
        }
        return file.or(() -> readiness.next(instance, situation))
                .or(() -> command.map(step -> begins(step)
                        ? ReadinessPlanner.agent(instance, situation, ", to run its commands")
                                .orElse(step)
                        : step));
    }

    /** When to look again at an instance that is as asked; empty where whatever changes will be told. */
    Optional<Instant> lookAgain(Instance instance, Situation situation) {
        return files.lookAgain(instance, situation);
    }

    private static boolean writes(Step step) {
        return step instanceof Step.PushFile || step instanceof Step.LookAtSource;
    }

    private static boolean begins(Step step) {
        return step instanceof Step.Exec command && command.step() instanceof ExecStep.Starting;
    }

    /** A command that runs, or that has ended and is to be written down. */
    private static boolean goesOn(Step step) {
        return step instanceof Step.Wait wait
                ? wait.outcome() instanceof Outcome.Progressing
                : step instanceof Step.Exec && !begins(step);
    }
}
