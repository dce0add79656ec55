package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.Drift;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.ObservedInstance;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Mark.Ownership;
import dev.incusoperator.instance.exec.ExecPlanner;
import dev.incusoperator.status.Conditions;
import dev.incusoperator.status.Text;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds an instance's status from scratch out of what was seen and decided. */
final class InstanceStatusFactory {
    private static final int IMAGE_LIMIT = 256;
    private static final int PROGRESS_LIMIT = 128;

    private final OutcomePolicy policy = new OutcomePolicy();
    private final DefinitionCondition definitionCondition = new DefinitionCondition();
    private final Forecast forecast = new Forecast();
    private final ExecCondition execCondition = new ExecCondition();
    private final Clock clock;

    InstanceStatusFactory(Clock clock) {
        this.clock = clock;
    }

    /** @param before the status that stands in the resource; kept of it is what cannot be seen anew now */
    InstanceStatus build(@Nullable InstanceStatus before, long generation, Situation situation, Outcome outcome) {
        Optional<ObservedInstance> observed = observed(before, situation);
        Conditions conditions = new Conditions(before == null ? null : before.conditions(), generation, clock);
        policy.describe(outcome, observed.isPresent(), conditions);
        definitionCondition.describe(situation, outcome, conditions);
        execCondition.describe(
                situation.spec().execOrEmpty(), situation.memory().exec(), conditions);
        var exec = ExecPlanner.kept(
                situation.spec().execOrEmpty(),
                situation.memory().exec(),
                situation.asks().rerun(),
                mayRun(situation));
        var files = FilePlanner.kept(situation.spec(), situation.memory().files());
        return new InstanceStatus(
                generation,
                conditions.build(),
                situation
                        .memory()
                        .operation()
                        .map(operation -> withProgress(operation, situation))
                        .orElse(null),
                observed.orElse(null),
                exec.isEmpty() ? null : exec,
                files.isEmpty() ? null : files,
                drift(before, situation),
                situation.asks().dryRun() ? forecast.of(situation) : null);
    }

    private static boolean mayRun(Situation situation) {
        return !(situation.sighting() instanceof Sighting.Gone
                || (situation.sighting() instanceof Sighting.Seen seen && Power.of(seen.instance()) == Power.STOPPED));
    }

    private static OperationStatus withProgress(OperationStatus operation, Situation situation) {
        if (operation.id() == null
                || operation.state() != OperationState.RUNNING
                || !(situation.operations().apply(operation.id()) instanceof OperationView.Running running)) {
            return operation;
        }
        return new OperationStatus(
                operation.id(),
                operation.action(),
                operation.state(),
                running.progress().isBlank() ? null : Text.bounded(running.progress(), PROGRESS_LIMIT),
                operation.startedAt(),
                null,
                null);
    }

    private static Optional<ObservedInstance> observed(@Nullable InstanceStatus before, Situation situation) {
        Optional<ObservedInstance> known = Optional.ofNullable(before).map(InstanceStatus::instance);
        if (situation.sighting() instanceof Sighting.Seen seen) {
            return situation.mark().of(seen.instance()) == Ownership.OURS
                    ? Optional.of(observed(seen.instance(), situation.host(), known))
                    : Optional.empty();
        }
        if (situation.sighting() instanceof Sighting.Gone) {
            return Planner.mayBeMissing(situation) ? known.map(InstanceStatusFactory::missing) : Optional.empty();
        }
        return known;
    }

    /** What differs can be said of an instance that is seen; of one that cannot be seen now stands what was seen last. */
    private static @Nullable List<Drift> drift(@Nullable InstanceStatus before, Situation situation) {
        if (situation.sighting() instanceof Sighting.Seen) {
            return DefinitionCondition.drift(situation);
        }
        return situation.sighting() instanceof Sighting.Gone || before == null ? null : before.drift();
    }

    /** It is remembered that there was one: a new one is not made unasked. */
    private static ObservedInstance missing(ObservedInstance was) {
        return new ObservedInstance(
                was.name(),
                was.project(),
                was.host(),
                was.uuid(),
                "Missing",
                was.type(),
                was.architecture(),
                null,
                was.image(),
                was.createdAt(),
                null,
                null,
                null,
                null);
    }

    private static ObservedInstance observed(Instance instance, String host, Optional<ObservedInstance> known) {
        ObservedAddresses addresses = ObservedAddresses.of(instance, known);
        return new ObservedInstance(
                instance.name(),
                instance.project(),
                host,
                instance.uuid().orElse(null),
                instance.status(),
                instance.type(),
                instance.architecture(),
                instance.location().isEmpty() || instance.location().equals("none") ? null : instance.location(),
                image(instance),
                instance.createdAt(),
                Power.of(instance) == Power.STOPPED ? null : instance.lastUsedAt(),
                addresses.ipv4(),
                addresses.ipv6(),
                addresses.all().isEmpty() ? null : addresses.all());
    }

    private static @Nullable String image(Instance instance) {
        String description = instance.config().get("image.description");
        return description != null && !description.isBlank()
                ? Text.bounded(description, IMAGE_LIMIT)
                : instance.config().get("volatile.base_image");
    }
}
