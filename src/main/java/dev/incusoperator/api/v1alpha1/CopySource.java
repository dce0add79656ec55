package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The instance that an instance is copied from. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CopySource(
        @JsonPropertyDescription("""
                Name of the instance to copy: one of the same project on the same host. On a ClusterIncusHost: one \
                that this namespace made, unless its access rules allow more (allow.adopt: one that nobody made; \
                allow.everything: any).""")
        @Required
        @Size(min = 1, max = Rules.NAME_LENGTH)
        @ValidationRule(value = Rules.INSTANCE_NAME, message = Rules.INSTANCE_NAME_SAYS)
        String instance,

        @JsonPropertyDescription(
                "Name of the instance's snapshot to copy. Absent: the instance as it is at that moment.")
        @Size(min = 1, max = Rules.NAME_LENGTH)
        @ValidationRule(
                value = "self.matches('^[^/\\\\s]+$')",
                message =
                        "write the snapshot's own name, without the instance's and without slashes or spaces, such as snap0")
        @Nullable
        String snapshot) {}
