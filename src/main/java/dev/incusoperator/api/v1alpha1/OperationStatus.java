package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** The last operation on the host. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperationStatus(
        @Nullable String id,
        String action,
        OperationState state,
        @Nullable String progress,
        @Nullable String startedAt,
        @Nullable String finishedAt,
        @Nullable String error) {}
