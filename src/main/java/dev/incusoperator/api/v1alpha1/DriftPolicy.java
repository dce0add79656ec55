package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of what somebody else has changed. */
public enum DriftPolicy {
    @JsonProperty("Correct")
    CORRECT,

    @JsonProperty("Report")
    REPORT
}
