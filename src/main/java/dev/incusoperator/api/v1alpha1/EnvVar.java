package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A variable of a command's environment. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.value) != has(self.valueFrom)",
        message = "give the variable exactly one of value and valueFrom (an empty value is written as value: \"\")")
public record EnvVar(
        @JsonPropertyDescription("Name of the variable, such as DB_PASSWORD.")
        @Required
        @Size(min = 1, max = 256)
        @ValidationRule(
                value = "self.matches('^[A-Za-z_][A-Za-z0-9_.-]*$')",
                message =
                        "write a variable's name: letters, digits, underscores, dots and hyphens, not beginning with a digit, "
                                + "such as DB_PASSWORD")
        String name,

        @JsonPropertyDescription("""
                The value, as it is. It can be read by whoever may read the IncusInstance: what is secret belongs into a \
                Secret and is named by valueFrom.""") @Size(max = 32_768) @Nullable
        String value,

        @JsonPropertyDescription("""
                Where the value is read from when the command is run. A change of the value alone does not run the command \
                again.""") @Nullable ValueFrom valueFrom) {

    /** Without the value. */
    @Override
    public String toString() {
        return "EnvVar[name=" + name + (valueFrom == null ? "" : ", valueFrom=" + valueFrom) + "]";
    }
}
