package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of the instance when its resource is deleted. */
public enum DeletionPolicy {
    @JsonProperty("Delete")
    DELETE,

    @JsonProperty("Orphan")
    ORPHAN
}
