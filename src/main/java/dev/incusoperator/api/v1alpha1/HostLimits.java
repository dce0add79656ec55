package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** How hard the operator may work a host. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostLimits(
        @Nullable Integer concurrentOperations, @Nullable Integer requestsPerSecond) {

    public int concurrentOperationsOrDefault() {
        return concurrentOperations == null ? 8 : concurrentOperations;
    }

    public int requestsPerSecondOrDefault() {
        return requestsPerSecond == null ? 50 : requestsPerSecond;
    }
}
