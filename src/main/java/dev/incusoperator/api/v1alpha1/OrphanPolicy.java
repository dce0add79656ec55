package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of instances with this cluster's mark whose resource does not exist. */
public enum OrphanPolicy {
    @JsonProperty("Report")
    REPORT,

    @JsonProperty("Delete")
    DELETE
}
