package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An instance as seen. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceStatus(
        @JsonPropertyDescription("The metadata.generation that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription(
                "Ready: the instance is as asked, and its commands have succeeded. Synced: config, devices and power state are as declared. ExecSucceeded: how far the commands are. Reconciling, Stalled and others only while they are true.")
        @Nullable
        List<Condition> conditions,

        @JsonPropertyDescription("The last background operation on the host for this instance.") @Nullable
        OperationStatus operation,

        @JsonPropertyDescription("The instance as the host shows it.") @Nullable
        ObservedInstance instance,

        @JsonPropertyDescription("What became of each entry of spec.exec, by name.") @Nullable
        List<ExecStatus> exec) {

    public List<Condition> conditionsOrEmpty() {
        return conditions == null ? List.of() : conditions;
    }

    public List<ExecStatus> execOrEmpty() {
        return exec == null ? List.of() : exec;
    }
}
