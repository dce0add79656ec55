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
        List<ExecStatus> exec,

        @JsonPropertyDescription("The files of spec.files that were written into the instance, by path.") @Nullable
        List<FileStatus> files,

        @JsonPropertyDescription("What is not on the host as it is declared, while it is not. At most 32 entries.")
        @Nullable
        List<Drift> drift,

        @JsonPropertyDescription(
                "With the annotation incusoperator.dev/dry-run: what would be done, in this order; nothing of it is.")
        @Nullable
        List<String> plan) {

    public List<Condition> conditionsOrEmpty() {
        return conditions == null ? List.of() : conditions;
    }

    public List<ExecStatus> execOrEmpty() {
        return exec == null ? List.of() : exec;
    }

    public List<FileStatus> filesOrEmpty() {
        return files == null ? List.of() : files;
    }

    public List<Drift> driftOrEmpty() {
        return drift == null ? List.of() : drift;
    }
}
