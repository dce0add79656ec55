package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long each may take. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Timeouts(
        @JsonPropertyDescription("Creating the instance, the download of its image included. Default 10m.")
        @Default("10m")
        @Size(min = 1, max = 32)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
        @Nullable
        String create,

        @JsonPropertyDescription("Starting it. Default 2m.")
        @Default("2m")
        @Size(min = 1, max = 32)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
        @Nullable
        String start,

        @JsonPropertyDescription("""
                A graceful stop; what has not stopped by then is stopped by force when it has to be. Default 1m.""")
        @Default("1m")
        @Size(min = 1, max = 32)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
        @Nullable
        String stop,

        @JsonPropertyDescription("Deleting it once it is stopped. Default 5m.")
        @Default("5m")
        @Size(min = 1, max = 32)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
        @Nullable
        String delete) {

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
