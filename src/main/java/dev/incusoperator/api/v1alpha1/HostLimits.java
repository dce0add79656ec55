package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** How hard the operator may work a host. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostLimits(
        @JsonPropertyDescription(
                "Background operations (create, start, update, …) that may run on the host at once, 1 to 256. Default 8. Stopping and deleting may use a quarter more, at least one. Commands do not count here. While several namespaces wait, each gets its share.")
        @Default("8")
        @Min(1)
        @Max(256)
        @Nullable
        Integer concurrentOperations,

        @JsonPropertyDescription(
                "Requests a second to the host, 1 to 1000, and a second's worth of them at once after a pause. Default 50. Every request counts, reading and listing too. A step that has been begun is finished beyond it; the next ones wait until that is made up for.")
        @Default("50")
        @Min(1)
        @Max(1000)
        @Nullable
        Integer requestsPerSecond,

        @JsonPropertyDescription(
                "Commands of spec.exec that may run on the host at once, 1 to 256. Default 8. A namespace of which none runs may begin one beyond that, up to twice as many in total. While several namespaces wait, each gets its share.")
        @Default("8")
        @Min(1)
        @Max(256)
        @Nullable
        Integer concurrentCommands) {

    /** One that says nothing of commands. */
    public HostLimits(@Nullable Integer concurrentOperations, @Nullable Integer requestsPerSecond) {
        this(concurrentOperations, requestsPerSecond, null);
    }

    public int concurrentOperationsOrDefault() {
        return concurrentOperations == null ? 8 : concurrentOperations;
    }

    public int concurrentCommandsOrDefault() {
        return concurrentCommands == null ? 8 : concurrentCommands;
    }

    public int requestsPerSecondOrDefault() {
        return requestsPerSecond == null ? 50 : requestsPerSecond;
    }
}
