package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where a value comes from. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.secretKeyRef) != has(self.configMapKeyRef)",
        message = "name exactly one source of the value: secretKeyRef or configMapKeyRef")
public record ValueFrom(
        @JsonPropertyDescription("A key of a Secret in the namespace of the IncusInstance.") @Nullable
        SecretKeyRef secretKeyRef,

        @JsonPropertyDescription("A key of a ConfigMap in the namespace of the IncusInstance.") @Nullable
        ConfigMapKeyRef configMapKeyRef) {}
