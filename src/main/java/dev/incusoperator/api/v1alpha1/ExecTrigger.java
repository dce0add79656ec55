package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a command runs again. */
public enum ExecTrigger {
    @JsonProperty("Once")
    ONCE,

    @JsonProperty("OnChange")
    ON_CHANGE,

    @JsonProperty("OnStart")
    ON_START
}
