package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a command is. */
public enum ExecState {
    @JsonProperty("Pending")
    PENDING,

    @JsonProperty("Running")
    RUNNING,

    @JsonProperty("Succeeded")
    SUCCEEDED,

    @JsonProperty("Failed")
    FAILED,

    @JsonProperty("Unknown")
    UNKNOWN
}
