package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an instance is. */
public enum InstanceType {
    @JsonProperty("container")
    CONTAINER,

    @JsonProperty("virtual-machine")
    VIRTUAL_MACHINE
}
