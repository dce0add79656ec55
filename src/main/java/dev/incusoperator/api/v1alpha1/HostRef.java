package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The host that an instance lives on. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostRef(
        @JsonPropertyDescription("""
                IncusHost (default): a host of this namespace. ClusterIncusHost: a host of the whole cluster, whose access \
                rules must permit this namespace.""") @Default("IncusHost") @Nullable
        HostKind kind,

        @JsonPropertyDescription("Name of the IncusHost or ClusterIncusHost.")
        @Required
        @Size(min = 1, max = Rules.RESOURCE_NAME_LENGTH)
        @ValidationRule(value = Rules.RESOURCE_NAME, message = Rules.RESOURCE_NAME_SAYS)
        String name) {

    public HostKind kindOrDefault() {
        return kind == null ? HostKind.INCUS_HOST : kind;
    }
}
