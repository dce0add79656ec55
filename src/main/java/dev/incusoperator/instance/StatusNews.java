package dev.incusoperator.instance;

import static java.util.Map.entry;

import dev.incusoperator.api.v1alpha1.Drift;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.status.Conditions;
import dev.incusoperator.status.EventRecorder.Kind;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is worth a Kubernetes Event: what a person would want under {@code kubectl describe}. Pure. */
final class StatusNews {
    /** One Event to be. */
    record News(Kind kind, String reason, String message) {}

    private static final int MOST_NAMED = 8;

    private static final Map<String, String> DONE = Map.ofEntries(
            entry("create", "Created"),
            entry("start", "Started"),
            entry("stop", "Stopped"),
            entry("force-stop", "Stopped"),
            entry("freeze", "Frozen"),
            entry("unfreeze", "Unfrozen"),
            entry("restart", "Restarted"),
            entry("force-restart", "Restarted"),
            entry("update", "Updated"),
            entry(Step.REBUILD, "Rebuilt"),
            entry(Step.ADOPT, "Adopted"),
            entry(Step.REPLACE, "Deleted"),
            entry("delete", "Deleted"),
            entry("release", "Released"));

    List<News> between(@Nullable InstanceStatus before, InstanceStatus after) {
        List<News> news = new ArrayList<>();
        operation(before, after).ifPresent(news::add);
        Optional.ofNullable(after.exec())
                .orElse(List.of())
                .forEach(status -> command(before, status).ifPresent(news::add));
        condition(
                        Kind.WARNING,
                        OutcomePolicy.SYNCED,
                        synced -> synced.getReason().equals(DefinitionCondition.DRIFTED),
                        before,
                        after)
                .ifPresent(news::add);
        condition(Kind.NORMAL, DefinitionCondition.RESTART_REQUIRED, required -> true, before, after)
                .ifPresent(news::add);
        condition(Kind.NORMAL, DefinitionCondition.IMAGE_OUTDATED, outdated -> true, before, after)
                .ifPresent(news::add);
        trouble(before, after).ifPresent(news::add);
        return news;
    }

    private static Optional<News> operation(@Nullable InstanceStatus before, InstanceStatus after) {
        OperationStatus now = after.operation();
        if (now == null || now.state() != OperationState.SUCCEEDED) {
            return Optional.empty();
        }
        OperationStatus then = before == null ? null : before.operation();
        boolean told = then != null
                && Objects.equals(then.id(), now.id())
                && then.action().equals(now.action())
                && then.state() == now.state()
                && Objects.equals(then.startedAt(), now.startedAt());
        return told
                ? Optional.empty()
                : Optional.of(new News(
                        Kind.NORMAL,
                        DONE.getOrDefault(now.action(), "Done"),
                        DONE.getOrDefault(now.action(), "Done") + " " + theInstance(before, after)
                                + (now.action().startsWith("force-") ? ", by force" : written(before, now))));
    }

    private static String theInstance(@Nullable InstanceStatus before, InstanceStatus after) {
        return Stream.of(Optional.of(after), Optional.ofNullable(before))
                .flatMap(Optional::stream)
                .flatMap(status -> Stream.ofNullable(status.instance()))
                .map(instance -> "instance " + instance.name() + " on " + instance.host())
                .findFirst()
                .orElse("the instance");
    }

    /** What an update was for: what the status before it said to differ. */
    private static String written(@Nullable InstanceStatus before, OperationStatus now) {
        List<Drift> drift = before == null ? List.of() : before.driftOrEmpty();
        return !now.action().equals("update") || drift.isEmpty()
                ? ""
                : ": " + drift.stream().map(Drift::path).limit(MOST_NAMED).collect(Collectors.joining(", "));
    }

    /** A condition that there was not, or that says something else now. */
    private static Optional<News> condition(
            Kind kind, String type, Predicate<Condition> worth, @Nullable InstanceStatus before, InstanceStatus after) {
        return Conditions.find(after.conditions(), type)
                .filter(worth)
                .filter(now -> before == null
                        || Conditions.find(before.conditions(), type)
                                .filter(then -> then.getReason().equals(now.getReason())
                                        && then.getMessage().equals(now.getMessage()))
                                .isEmpty())
                .map(now ->
                        new News(kind, type.equals(OutcomePolicy.SYNCED) ? now.getReason() : type, now.getMessage()));
    }

    private static Optional<News> command(@Nullable InstanceStatus before, ExecStatus now) {
        Optional<ExecStatus> then = Optional.ofNullable(before).map(InstanceStatus::exec).stream()
                .flatMap(List::stream)
                .filter(status -> status.name().equals(now.name()))
                .findFirst();
        boolean told = then.filter(status -> status.state() == now.state()
                        && status.attempts() == now.attempts()
                        && Objects.equals(status.startedAt(), now.startedAt()))
                .isPresent();
        if (told) {
            return Optional.empty();
        }
        String detail = now.message() == null ? "" : ": " + now.message();
        String attempt = " (attempt " + now.attempts() + ")";
        return switch (now.state()) {
            case SUCCEEDED ->
                Optional.of(
                        new News(Kind.NORMAL, "CommandSucceeded", "command " + now.name() + " succeeded" + attempt));
            case FAILED ->
                Optional.of(new News(Kind.WARNING, "CommandFailed", "command " + now.name() + attempt + detail));
            case UNKNOWN ->
                Optional.of(new News(Kind.WARNING, "CommandUnknown", "command " + now.name() + attempt + detail));
            case PENDING, RUNNING -> Optional.empty();
        };
    }

    /** A Ready condition that says something new and bad. What is merely under way is no news; commands tell their own. */
    private static Optional<News> trouble(@Nullable InstanceStatus before, InstanceStatus after) {
        Condition now = Conditions.find(after.conditions(), OutcomePolicy.READY).orElseThrow();
        boolean bad = now.getReason().endsWith("Failed")
                || now.getReason().equals(FileRunner.NOT_WRITTEN)
                || now.getReason().startsWith("Keeps")
                || Conditions.find(after.conditions(), OutcomePolicy.STALLED).isPresent()
                || "Unknown".equals(now.getStatus());
        boolean told = before != null
                && Conditions.find(before.conditions(), OutcomePolicy.READY)
                        .filter(then -> then.getReason().equals(now.getReason())
                                && then.getMessage().equals(now.getMessage()))
                        .isPresent();
        return !bad || told || now.getReason().startsWith("Command")
                ? Optional.empty()
                : Optional.of(new News(Kind.WARNING, now.getReason(), now.getMessage()));
    }
}
