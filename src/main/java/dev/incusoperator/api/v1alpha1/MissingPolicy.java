package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of an instance that was deleted behind the operator's back. */
public enum MissingPolicy {
    @JsonProperty("Recreate")
    RECREATE,

    @JsonProperty("Report")
    REPORT
}
