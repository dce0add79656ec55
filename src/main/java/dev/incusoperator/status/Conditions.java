package dev.incusoperator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds the conditions of one status from scratch. A condition that is not set is not there; one whose status is as
 * before keeps its transition time, so that nothing is written when nothing changed.
 */
public final class Conditions {
    private static final int MESSAGE_LIMIT = 1024;

    private final List<Condition> before;
    private final long generation;
    private final Clock clock;
    private final List<Condition> built = new ArrayList<>();

    /**
     * @param before the conditions that stand in the resource now
     * @param generation the generation that is being judged
     */
    public Conditions(@Nullable List<Condition> before, long generation, Clock clock) {
        this.before = before == null ? List.of() : before;
        this.generation = generation;
        this.clock = clock;
    }

    /** {@code status} is True, False or Unknown; {@code reason} one CamelCase word; {@code message} for a person, cut at 1,024 characters. */
    public Conditions set(String type, ConditionStatus status, String reason, String message) {
        Optional<Condition> old = find(before, type);
        String since = old.filter(c -> c.getStatus().equals(status.word()))
                .map(Condition::getLastTransitionTime)
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        built.removeIf(c -> c.getType().equals(type));
        built.add(new ConditionBuilder()
                .withType(type)
                .withStatus(status.word())
                .withReason(reason)
                .withMessage(bounded(message))
                .withObservedGeneration(generation)
                .withLastTransitionTime(since)
                .build());
        return this;
    }

    public List<Condition> build() {
        return built.stream().sorted(Comparator.comparing(Condition::getType)).toList();
    }

    public static Optional<Condition> find(@Nullable List<Condition> conditions, String type) {
        return conditions == null
                ? Optional.empty()
                : conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
    }

    private static String bounded(String message) {
        return Text.bounded(message, MESSAGE_LIMIT);
    }
}
