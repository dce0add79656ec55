package dev.incusoperator.instance;

import dev.incusoperator.instance.exec.ExecStep;
import java.time.Duration;
import java.time.Instant;

/** A step in a few words, to be compared with a table. */
final class StepText {
    private StepText() {}

    static String of(Step step, Instant now) {
        if (step instanceof Step.Wait wait) {
            return "wait " + Duration.between(now, wait.until()).toSeconds() + "s: " + of(wait.outcome());
        }
        if (step instanceof Step.Rest rest) {
            return of(rest.outcome());
        }
        if (step instanceof Step.ChangePower power) {
            return power.action();
        }
        if (step instanceof Step.UpdateInstance update) {
            return "update " + update.purpose();
        }
        if (step instanceof Step.DeleteInstance delete && delete.action().equals(Step.REPLACE)) {
            return "DeleteInstance to replace it";
        }
        if (step instanceof Step.Exec exec) {
            return "exec " + of(exec.step());
        }
        if (step instanceof Step.PushFile push) {
            return "push " + push.file().path();
        }
        if (step instanceof Step.LookAtSource look) {
            return "look at the source of " + look.file().path();
        }
        return step.getClass().getSimpleName();
    }

    static String of(Outcome outcome) {
        return outcome.getClass().getSimpleName() + " " + outcome.reason();
    }

    private static String of(ExecStep step) {
        return step.getClass().getSimpleName()
                + (step instanceof ExecStep.Run run ? " " + run.entry().name() + " attempt " + run.attempt() : "");
    }

    /** Whether the step changes anything on the host. */
    static boolean writes(Step step) {
        return step instanceof Step.Starting
                || (step instanceof Step.Exec exec
                        && (exec.step() instanceof ExecStep.Run
                                || exec.step() instanceof ExecStep.End
                                || exec.step() instanceof ExecStep.Sweep));
    }
}
