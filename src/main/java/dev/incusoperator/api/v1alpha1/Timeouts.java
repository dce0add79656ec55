package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long each may take. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Timeouts(
        @Nullable String create,
        @Nullable String start,
        @Nullable String stop,
        @Nullable String delete) {

    private static final Duration DEFAULT_CREATE = Duration.ofMinutes(10);
    private static final Duration DEFAULT_START = Duration.ofMinutes(2);
    private static final Duration DEFAULT_STOP = Duration.ofMinutes(1);
    private static final Duration DEFAULT_DELETE = Duration.ofMinutes(5);

    public Duration createOrDefault() {
        return create == null ? DEFAULT_CREATE : Durations.parse(create);
    }

    public Duration startOrDefault() {
        return start == null ? DEFAULT_START : Durations.parse(start);
    }

    public Duration stopOrDefault() {
        return stop == null ? DEFAULT_STOP : Durations.parse(stop);
    }

    public Duration deleteOrDefault() {
        return delete == null ? DEFAULT_DELETE : Durations.parse(delete);
    }
}
