package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a lost outcome means. */
public enum OnUnknown {
    @JsonProperty("Fail")
    FAIL,

    @JsonProperty("Rerun")
    RERUN
}
