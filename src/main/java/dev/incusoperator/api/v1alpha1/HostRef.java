package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** The host that an instance lives on. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostRef(@Nullable HostKind kind, String name) {

    public HostKind kindOrDefault() {
        return kind == null ? HostKind.INCUS_HOST : kind;
    }
}
