package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A key of a ConfigMap in the same namespace. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfigMapKeyRef(
        @JsonPropertyDescription("Name of the ConfigMap.")
        @Required
        @Size(min = 1, max = Rules.RESOURCE_NAME_LENGTH)
        @ValidationRule(value = Rules.RESOURCE_NAME, message = Rules.RESOURCE_NAME_SAYS)
        String name,

        @JsonPropertyDescription("The key in the ConfigMap's data.")
        @Required
        @Size(min = 1, max = Rules.RESOURCE_NAME_LENGTH)
        @ValidationRule(value = Rules.KEY, message = Rules.KEY_SAYS)
        String key) {}
