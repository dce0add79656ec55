package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command to run in the instance. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExecEntry(
        String name,
        List<String> command,
        @Nullable List<EnvVar> env,
        @Nullable Integer user,
        @Nullable Integer group,
        @Nullable String workingDir,
        @Nullable String timeout,
        @Nullable ExecTrigger trigger,
        @Nullable OnFailure onFailure,
        @Nullable Integer backoffLimit,
        @Nullable OnUnknown onUnknown,
        @Nullable Integer outputLimit) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

    public List<EnvVar> envOrEmpty() {
        return env == null ? List.of() : env;
    }

    public Duration timeoutOrDefault() {
        return timeout == null ? DEFAULT_TIMEOUT : Durations.parse(timeout);
    }

    public ExecTrigger triggerOrDefault() {
        return trigger == null ? ExecTrigger.ON_CHANGE : trigger;
    }

    public OnFailure onFailureOrDefault() {
        return onFailure == null ? OnFailure.FAIL : onFailure;
    }

    public int backoffLimitOrDefault() {
        return backoffLimit == null ? 3 : backoffLimit;
    }

    public OnUnknown onUnknownOrDefault() {
        return onUnknown == null ? OnUnknown.FAIL : onUnknown;
    }

    public int outputLimitOrDefault() {
        return outputLimit == null ? 4096 : outputLimit;
    }

    /** The name only: a command line is no place for a log to learn a secret from. */
    @Override
    public String toString() {
        return "ExecEntry[name=" + name + "]";
    }
}
