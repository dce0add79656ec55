package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The power state asked for. */
public enum PowerState {
    @JsonProperty("Running")
    RUNNING,

    @JsonProperty("Stopped")
    STOPPED,

    @JsonProperty("Frozen")
    FROZEN,

    @JsonProperty("Unmanaged")
    UNMANAGED
}
