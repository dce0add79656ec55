package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A variable of a command's environment. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EnvVar(
        String name, @Nullable String value, @Nullable ValueFrom valueFrom) {

    /** Without the value. */
    @Override
    public String toString() {
        return "EnvVar[name=" + name + (valueFrom == null ? "" : ", valueFrom=" + valueFrom) + "]";
    }
}
