package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.Drift;
import dev.incusoperator.api.v1alpha1.DriftPolicy;
import dev.incusoperator.api.v1alpha1.PowerState;
import dev.incusoperator.api.v1alpha1.ReplacePolicy;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Mark.Ownership;
import dev.incusoperator.instance.update.Applied.Restart;
import dev.incusoperator.instance.update.Difference;
import dev.incusoperator.instance.update.Difference.Cause;
import dev.incusoperator.instance.update.Difference.Part;
import dev.incusoperator.status.ConditionStatus;
import dev.incusoperator.status.Conditions;
import dev.incusoperator.status.Text;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in what an instance's definition is not as declared, and what that waits for. Pure. */
final class DefinitionCondition {
    static final String RESTART_REQUIRED = "RestartRequired";
    static final String IMAGE_OUTDATED = "ImageOutdated";
    static final String DRIFTED = "Drifted";
    private static final int MOST = 32;
    private static final int NAMED = 5;
    private static final int VALUE_LIMIT = 256;

    /** Beside what the outcome says: Synced is never true while something differs. */
    void describe(Situation situation, Outcome outcome, Conditions conditions) {
        List<Difference> differences = situation.differences();
        boolean told = outcome instanceof Outcome.Failed
                || outcome instanceof Outcome.Refused
                || outcome instanceof Outcome.Waiting
                || outcome instanceof Outcome.Paused;
        if (!differences.isEmpty() && !told) {
            conditions.set(
                    OutcomePolicy.SYNCED, ConditionStatus.FALSE, reason(differences), message(differences, situation));
        }
        differences.stream()
                .filter(difference -> difference.part() == Part.SOURCE)
                .filter(difference -> !isReplaced(situation))
                .findFirst()
                .ifPresent(source -> conditions.set(
                        IMAGE_OUTDATED, ConditionStatus.TRUE, "SourceChanged", replacement(source, situation)));
        awaitedRestart(situation)
                .ifPresent(restart ->
                        conditions.set(RESTART_REQUIRED, ConditionStatus.TRUE, "ChangeNeedsRestart", restart(restart)));
    }

    /** The first of what differs; null where nothing does. */
    static @Nullable List<Drift> drift(Situation situation) {
        List<Difference> differences = situation.differences();
        return differences.isEmpty()
                ? null
                : differences.stream()
                        .limit(MOST)
                        .map(difference -> new Drift(
                                difference.path(), bounded(difference.declared()), bounded(difference.actual())))
                        .toList();
    }

    /** What differs, in a sentence's words. */
    static String named(List<Difference> differences) {
        String first = differences.stream().limit(NAMED).map(Difference::path).collect(Collectors.joining(", "));
        return differences.size() > NAMED ? first + " and " + (differences.size() - NAMED) + " more" : first;
    }

    private static String reason(List<Difference> differences) {
        boolean byTheHost = differences.stream().anyMatch(difference -> difference.cause() == Cause.HOST);
        return byTheHost ? DRIFTED : "NotYetWritten";
    }

    private static String message(List<Difference> differences, Situation situation) {
        boolean left = situation.spec().driftOrDefault() == DriftPolicy.REPORT
                && differences.stream().anyMatch(difference -> difference.cause() == Cause.HOST);
        return "not as declared on the host: " + named(differences)
                + (left ? "; spec.drift is Report, so it is left (spec.drift: Correct puts it back)" : "");
    }

    private static boolean isReplaced(Situation situation) {
        if (isLeftRunning(situation)) {
            return false;
        }
        return switch (situation.spec().updatesOrDefault().replaceOrDefault()) {
            case NEVER -> false;
            case RECREATE -> true;
            case REBUILD -> ReplacementPlanner.canRebuild(situation);
        };
    }

    private static boolean isLeftRunning(Situation situation) {
        return situation.spec().powerStateOrDefault() == PowerState.UNMANAGED
                && situation.sighting() instanceof Sighting.Seen seen
                && Power.of(seen.instance()) != Power.STOPPED;
    }

    private static String replacement(Difference source, Situation situation) {
        String changed = "made from " + source.actual() + ", declared is " + source.declared()
                + ": that needs a new root file system. ";
        if (isLeftRunning(situation)) {
            return changed + "spec.powerState is Unmanaged: it is made when somebody has stopped the instance, where"
                    + " spec.updates.replace allows it";
        }
        return changed
                + (situation.spec().updatesOrDefault().replaceOrDefault() == ReplacePolicy.REBUILD
                        ? "This server cannot rebuild it, or it is a copy: spec.updates.replace: Recreate deletes the"
                                + " instance and makes it anew"
                        : "spec.updates.replace: Rebuild makes one and keeps config and devices, Recreate deletes the"
                                + " instance and makes it anew");
    }

    private static Optional<Restart> awaitedRestart(Situation situation) {
        return situation.sighting() instanceof Sighting.Seen seen
                        && situation.mark().of(seen.instance()) == Ownership.OURS
                ? UpdatePlanner.awaitedRestart(seen.instance())
                        .filter(restart -> !restart.fields().isEmpty())
                : Optional.empty();
    }

    private static String restart(Restart restart) {
        return String.join(", ", restart.fields())
                + (restart.fields().size() == 1 ? " takes" : " take")
                + " effect when the instance is restarted: restart it, or let the operator do so by"
                + " spec.updates.restart: Allowed or the annotation incusoperator.dev/restartedAt";
    }

    private static @Nullable String bounded(@Nullable String value) {
        return value == null ? null : Text.bounded(value, VALUE_LIMIT);
    }
}
