package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An instance as seen. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceStatus(
        @Nullable Long observedGeneration,
        @Nullable List<Condition> conditions,
        @Nullable OperationStatus operation,
        @Nullable ObservedInstance instance,
        @Nullable List<ExecStatus> exec) {

    public List<Condition> conditionsOrEmpty() {
        return conditions == null ? List.of() : conditions;
    }

    public List<ExecStatus> execOrEmpty() {
        return exec == null ? List.of() : exec;
    }
}
