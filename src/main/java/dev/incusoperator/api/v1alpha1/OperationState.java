package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far an operation is. */
public enum OperationState {
    @JsonProperty("Running")
    RUNNING,

    @JsonProperty("Succeeded")
    SUCCEEDED,

    @JsonProperty("Failed")
    FAILED,

    @JsonProperty("Unknown")
    UNKNOWN
}
