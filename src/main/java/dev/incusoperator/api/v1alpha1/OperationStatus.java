package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The last operation on the host. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperationStatus(
        @JsonPropertyDescription("The operation's id on the host, as `incus operation list` shows it.") @Nullable
        String id,

        @JsonPropertyDescription("What it does, such as create, start or exec.")
        String action,

        @JsonPropertyDescription(
                "Running, Succeeded or Failed; Unknown where the server has forgotten it before its end was seen.")
        OperationState state,

        @JsonPropertyDescription("How far it is, in the server's words, while it is running.") @Nullable
        String progress,

        @JsonPropertyDescription("When it was sent (RFC 3339).") @Nullable
        String startedAt,

        @JsonPropertyDescription("When its end was seen (RFC 3339).") @Nullable
        String finishedAt,

        @JsonPropertyDescription("Why it failed, in the server's words.") @Nullable
        String error) {}
