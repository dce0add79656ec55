package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
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
        @Nullable Integer outputLimit) {}
