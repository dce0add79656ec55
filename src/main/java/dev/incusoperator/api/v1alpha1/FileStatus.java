package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A file that was written into the instance. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileStatus(
        @JsonPropertyDescription("Where it is in the instance.")
        String path,

        @JsonPropertyDescription("""
                What was written: a hash of the entry, or for a reference the UID and resourceVersion of the Secret or \
                ConfigMap. Another version is written anew.""") String version,

        @JsonPropertyDescription("The instance, as made or rebuilt, that it was written into.")
        String instance,

        @JsonPropertyDescription("When (RFC 3339).") String writtenAt) {}
