package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a change that needs a restart may restart the instance. */
public enum RestartPolicy {
    @JsonProperty("Never")
    NEVER,

    @JsonProperty("Allowed")
    ALLOWED
}
