package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The namespaces that a rule is for: those named, and those that the selector selects. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.names) || has(self.selector)",
        message = "say which namespaces the rule is for: names, or a selector ({} selects all)")
public record AccessNamespaces(
        @JsonPropertyDescription("Namespaces by name.") @Size(max = 256) @Nullable
        List<@Size(min = 1, max = Rules.NAME_LENGTH) String> names,

        @JsonPropertyDescription("Namespaces by their labels; {} selects every namespace.") @Nullable
        LabelSelector selector) {

    public List<String> namesOrEmpty() {
        return names == null ? List.of() : names;
    }
}
