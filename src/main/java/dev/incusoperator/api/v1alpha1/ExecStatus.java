package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What became of a command. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExecStatus(
        @JsonPropertyDescription("Name of the entry in spec.exec.")
        String name,

        @JsonPropertyDescription("Hash of the entry that was run: another one means that the entry was changed since.")
        String hash,

        @JsonPropertyDescription(
                "Pending, Running, Succeeded or Failed; Unknown where it was sent and its outcome was lost.")
        ExecState state,

        @JsonPropertyDescription("Id of its last operation on the host.") @Nullable
        String operation,

        @JsonPropertyDescription(
                "Id of the operation that waits in the instance until an earlier attempt has ended, before it is run again.")
        @Nullable
        String waitOperation,

        @JsonPropertyDescription("How often it was sent.") int attempts,

        @JsonPropertyDescription(
                "Exit code of the last attempt; none while it runs, and where it could not be run or was lost.")
        @Nullable
        Integer exitCode,

        @JsonPropertyDescription("When the last attempt was sent (RFC 3339).") @Nullable
        String startedAt,

        @JsonPropertyDescription("When it had run out of its time and was to be ended (RFC 3339).") @Nullable
        String timedOutAt,

        @JsonPropertyDescription("When its end was seen (RFC 3339).") @Nullable
        String finishedAt,

        @JsonPropertyDescription("Why it has failed or is unknown, and what to do.") @Nullable
        String message,

        @JsonPropertyDescription("The value of the annotation incusoperator.dev/rerun that was answered last.")
        @Nullable
        String rerun,

        @JsonPropertyDescription("What the last attempt wrote to its standard output.") @Nullable
        ExecOutput stdout,

        @JsonPropertyDescription("What the last attempt wrote to its standard error.") @Nullable
        ExecOutput stderr) {}
