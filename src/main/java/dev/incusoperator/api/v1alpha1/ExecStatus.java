package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What became of a command. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExecStatus(
        String name,
        String hash,
        ExecState state,
        @Nullable String operation,
        int attempts,
        @Nullable Integer exitCode,
        @Nullable String startedAt,
        @Nullable String finishedAt,
        @Nullable String message,
        @Nullable String rerun,
        @Nullable ExecOutput stdout,
        @Nullable ExecOutput stderr) {}
