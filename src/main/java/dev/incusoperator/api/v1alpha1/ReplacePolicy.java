package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a change that needs a new root file system may do. */
public enum ReplacePolicy {
    @JsonProperty("Never")
    NEVER,

    /** The root file system alone is made anew; config and devices stay. */
    @JsonProperty("Rebuild")
    REBUILD,

    /** The instance is deleted and made anew. */
    @JsonProperty("Recreate")
    RECREATE
}
