package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One thing that is not on the host as it is declared. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Drift(
        @JsonPropertyDescription("What differs, such as config.limits.cpu or devices.eth0.")
        String path,

        @JsonPropertyDescription("As declared; absent where it is no longer declared. Long values are cut.") @Nullable
        String declared,

        @JsonPropertyDescription("As the host has it; absent where it has none. Long values are cut.") @Nullable
        String actual) {}
