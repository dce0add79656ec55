package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command to run in the instance. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExecEntry(
        @JsonPropertyDescription(
                "Name of the entry, unique in the list; what became of it stands under this name in status.exec.")
        @Required
        @Size(min = 1, max = Rules.NAME_LENGTH)
        @ValidationRule(value = Rules.LABEL, message = Rules.LABEL_SAYS)
        String name,

        @JsonPropertyDescription("""
                The program and its arguments, run without a shell; for one write [sh, -c, "echo hello > /tmp/x"]. Everybody \
                with access to the host's event stream can see it: secrets belong into env.""")
        @Required
        @Size(min = 1, max = 64)
        @ValidationRule(
                value = "self.size() == 0 || self[0] != ''",
                message = "write the program to run as the first element of command, such as [sh, -c, \"echo hello\"]")
        List<@Size(max = 32_768) String> command,

        @JsonPropertyDescription(
                "Variables of the command's environment, beside those that the instance's own config sets.")
        @Size(max = 64)
        @Nullable
        List<EnvVar> env,

        @JsonPropertyDescription(
                "Numeric id of the user in the instance that runs the command. Default: the server's, which is 0, root.")
        @Min(0)
        @Nullable
        Integer user,

        @JsonPropertyDescription(
                "Numeric id of the group in the instance that runs the command. Default: the server's, which is 0.")
        @Min(0)
        @Nullable
        Integer group,

        @JsonPropertyDescription(
                "Directory in the instance to run the command in, such as /srv/app. Default: the user's home, or /.")
        @Size(min = 1, max = Rules.PATH_LENGTH)
        @ValidationRule(value = "self.startsWith('/')", message = "write an absolute path, such as /srv/app")
        @Nullable
        String workingDir,

        @JsonPropertyDescription(
                "How long the command may run, from 1s to 24h: then it is ended and has failed. Default 5m.")
        @Default("5m")
        @Size(min = 1, max = 32)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
        @Nullable
        String timeout,

        @JsonPropertyDescription("""
                When the command is run again after it has succeeded. Once: never in this instance. OnChange \
                (default): when its command, env, user, group or workingDir is changed; the entries after it are not run \
                again. OnStart: after every start of the instance. An instance that is made anew runs all of them.""") @Default("OnChange") @Nullable
        ExecTrigger trigger,

        @JsonPropertyDescription("""
                What a failure means: an exit code other than 0, a program that is not there, a timeout. Fail (default): the \
                entries after it are not run, and the instance is not Ready. Retry: it is run again, with growing pauses, up \
                to backoffLimit more times; then as Fail. Continue: the entries after it are run all the same.""") @Default("Fail") @Nullable
        OnFailure onFailure,

        @JsonPropertyDescription(
                "With onFailure: Retry, how often the command is run again after its first failure, 0 to 100. Default 3.")
        @Default("3")
        @Min(0)
        @Max(100)
        @Nullable
        Integer backoffLimit,

        @JsonPropertyDescription("""
                What to do where the command was sent and its outcome is lost, because the Incus daemon or the operator died \
                meanwhile. Fail (default): the state is Unknown, and a person decides. Rerun: it is run again, so that it may \
                have run twice: for commands that bear that.""") @Default("Fail") @Nullable
        OnUnknown onUnknown,

        @JsonPropertyDescription("""
                Bytes kept in status of the end of each of the two streams, stdout and stderr: 0 to 32768. Default 4096. All \
                entries together may keep 131072 bytes, both streams counted; so with more than 16 entries write a lower one.""") @Default("4096") @Min(0) @Max(32_768) @Nullable
        Integer outputLimit) {

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
