package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The end of what a command printed. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExecOutput(
        @JsonPropertyDescription(
                "The end of it, at most outputLimit bytes, as valid UTF-8; values known from Secrets are replaced.")
        String tail,

        @JsonPropertyDescription("How many bytes the command wrote in all.")
        long bytes,

        @JsonPropertyDescription("Whether tail lacks the beginning.")
        boolean truncated) {}
