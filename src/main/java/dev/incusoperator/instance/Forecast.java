package dev.incusoperator.instance;

import dev.incusoperator.instance.exec.ExecStep;
import dev.incusoperator.instance.update.Difference;
import dev.incusoperator.instance.update.Edit.Purpose;
import dev.incusoperator.status.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What would be done for one instance, step by step, if each step went well: for the dry run. Pure. */
final class Forecast {
    private static final int MOST_STEPS = 64;
    private static final int LINE_LIMIT = 1024;
    private static final int VALUE_LIMIT = 64;

    private final Planner planner = new Planner();

    /** In the words of a person; empty where nothing would be done. */
    List<String> of(Situation now) {
        List<String> plan = new ArrayList<>();
        Situation situation = now.asking(new Asks(
                now.asks().forceOrphan(),
                false,
                now.asks().restartedAt(),
                now.asks().rerun()));
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            Step step = planner.next(situation);
            if (step instanceof Step.ReleaseFinalizer) {
                plan.add("let the resource go");
                return plan;
            }
            if (!(step instanceof Step.Starting) && !isCommand(step)) {
                return plan;
            }
            plan.add(Text.bounded(said(step, situation), LINE_LIMIT));
            situation = ForecastHost.after(step, situation);
        }
        return plan;
    }

    private static boolean isCommand(Step step) {
        return step instanceof Step.Exec command && command.step() instanceof ExecStep.Run;
    }

    private static String said(Step step, Situation situation) {
        String instance = Words.theInstance(situation.instance());
        if (step instanceof Step.CreateInstance) {
            return "create " + instance + " from " + situation.declared().source();
        }
        if (step instanceof Step.UpdateInstance update) {
            return updated(update.purpose(), situation);
        }
        if (step instanceof Step.RebuildInstance) {
            return "rebuild " + instance + " from " + situation.declared().source();
        }
        if (step instanceof Step.AdoptInstance) {
            return "take over " + instance;
        }
        if (step instanceof Step.DeleteInstance) {
            return "delete " + instance;
        }
        if (step instanceof Step.ReleaseInstance) {
            return "take the operator's mark off " + instance + " and leave it";
        }
        if (step instanceof Step.Exec command && command.step() instanceof ExecStep.Run run) {
            return "run command " + run.entry().name();
        }
        return step.action() + " " + instance;
    }

    private static String updated(Purpose purpose, Situation situation) {
        String changes = situation.differences().stream()
                .filter(purpose::covers)
                .map(Forecast::said)
                .collect(Collectors.joining(", "));
        return changes.isEmpty() ? "note in the instance's config what was written" : "update " + changes;
    }

    private static String said(Difference difference) {
        return difference.path() + " (" + value(difference.actual()) + " -> " + value(difference.declared()) + ")";
    }

    private static String value(@Nullable String value) {
        return value == null ? "none" : Text.bounded(value, VALUE_LIMIT);
    }
}
