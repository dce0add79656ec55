package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.InstanceFile;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.exec.ExecStep;
import dev.incusoperator.instance.file.FileVersion;
import dev.incusoperator.instance.file.SourceSight;
import dev.incusoperator.instance.update.Difference;
import dev.incusoperator.instance.update.Edit.Purpose;
import dev.incusoperator.status.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            if (isWait(step) && situation.inside().readyRun().isEmpty()) {
                plan.add(Text.bounded(((Step.Rest) step).outcome().message(), LINE_LIMIT));
                situation = ready(situation);
                continue;
            }
            if (step instanceof Step.LookAtSource look) {
                situation = unchanged(look.file(), situation);
                continue;
            }
            if (step instanceof Step.ForgetOperation) {
                situation =
                        situation.after(situation.sighting(), situation.memory().withoutOperation());
                continue;
            }
            if (!(step instanceof Step.Starting) && !(step instanceof Step.PushFile) && !isCommand(step)) {
                return plan;
            }
            plan.add(Text.bounded(said(step, situation), LINE_LIMIT));
            situation = ForecastHost.after(step, situation);
        }
        return plan;
    }

    private static boolean isCommand(Step step) {
        return step instanceof Step.Exec command && command.step() instanceof ExecStep.Starting;
    }

    private static boolean isWait(Step step) {
        return step instanceof Step.Rest rest && rest.outcome().reason().equals(ReadinessPlanner.NOT_READY);
    }

    /** What is waited for has come. */
    private static Situation ready(Situation situation) {
        Inside inside = situation.inside();
        return situation.sighting() instanceof Sighting.Seen seen
                ? situation.knowing(
                        new Inside(inside.sources(), inside.cloudInit(), Optional.of(Inside.run(seen.instance()))))
                : situation;
    }

    /** A forecast reads nothing: the Secret or ConfigMap of a file that is written is taken to be as it was then. */
    private static Situation unchanged(InstanceFile file, Situation situation) {
        Inside inside = situation.inside();
        Optional<ValueRef> from = FileVersion.source(file);
        Optional<SourceSight> then = situation.memory().files().stream()
                .filter(status -> status.path().equals(file.path()))
                .map(status -> new SourceSight(FileVersion.objectVersion(status.version()), Instant.MAX))
                .findFirst();
        return situation.knowing(new Inside(
                source -> from.filter(source::equals).isPresent()
                        ? then
                        : inside.sources().apply(source),
                inside.cloudInit(),
                inside.readyRun()));
    }

    private static String said(Step step, Situation situation) {
        String instance = Words.theInstance(situation.instance());
        if (step instanceof Step.CreateInstance) {
            return "create " + instance + " from " + situation.declared().source();
        }
        if (step instanceof Step.UpdateInstance update) {
            return updated(update.purpose(), situation);
        }
        if (step instanceof Step.BeginReplacement) {
            return "make sure that " + instance + " can be made from "
                    + situation.declared().source();
        }
        if (step instanceof Step.DeleteHalfMade) {
            return "delete " + instance + ", which was never finished";
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
        if (step instanceof Step.LiftProtection) {
            return "take the protection from being deleted off " + instance;
        }
        if (step instanceof Step.ReleaseInstance) {
            return "take the operator's mark off " + instance + " and leave it";
        }
        if (step instanceof Step.PushFile push) {
            return "write file " + push.file().path();
        }
        if (step instanceof Step.Exec command && command.step() instanceof ExecStep.Starting starting) {
            return "run command " + starting.run().entry().name();
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
