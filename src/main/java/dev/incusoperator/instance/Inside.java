package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.ObservedInstance;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.file.SourceSight;
import dev.incusoperator.instance.ready.CloudInitResult;
import dev.incusoperator.status.Conditions;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is known of the inside of an instance, and of what is to be put there, beyond what the inventory shows.
 *
 * @param sources the Secrets and ConfigMaps that its files come from, as last looked at
 * @param cloudInit how far cloud-init is, in a run of the instance ({@link #run})
 * @param readyRun the run in which the status says that the instance was ready, for the spec as it is now
 */
record Inside(
        Function<ValueRef, Optional<SourceSight>> sources,
        Function<String, CloudInitResult> cloudInit,
        Optional<String> readyRun) {

    static final Inside UNKNOWN =
            new Inside(source -> Optional.empty(), run -> new CloudInitResult.Pending(""), Optional.empty());

    /** Names one run of an instance, from a start to its end. */
    static String run(Instance instance) {
        return instance.uuid().orElse(instance.createdAt()) + "@" + instance.lastUsedAt();
    }

    /** That of the status where it says Ready, and says it of the spec as it is now. */
    static Optional<String> readyRun(IncusInstance resource) {
        return Optional.ofNullable(resource.getStatus())
                .filter(status -> Objects.equals(
                        status.observedGeneration(), resource.getMetadata().getGeneration()))
                .filter(status -> Conditions.find(status.conditions(), OutcomePolicy.READY)
                        .filter(ready -> ready.getStatus().equals("True"))
                        .isPresent())
                .map(InstanceStatus::instance)
                .filter(observed -> observed.startedAt() != null)
                .map(Inside::run);
    }

    private static String run(ObservedInstance observed) {
        return Objects.requireNonNullElse(observed.uuid(), observed.createdAt()) + "@" + observed.startedAt();
    }
}
