package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a failed command means. */
public enum OnFailure {
    @JsonProperty("Fail")
    FAIL,

    @JsonProperty("Retry")
    RETRY,

    @JsonProperty("Continue")
    CONTINUE
}
