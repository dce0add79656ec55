package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether an instance of the name that is there already is taken over. */
public enum AdoptPolicy {
    @JsonProperty("Never")
    NEVER,

    /** One that bears no mark of any resource. */
    @JsonProperty("IfUnowned")
    IF_UNOWNED,

    /** One that bears the mark of this namespace and name in another cluster: a cluster restored from a backup. */
    @JsonProperty("IfOrphaned")
    IF_ORPHANED
}
