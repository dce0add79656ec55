package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host as seen. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostStatus(
        @JsonPropertyDescription("The metadata.generation that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription(
                "Ready: True while the host is connected and may be worked with; else its reason and message say why not and what to do.")
        @Nullable
        List<Condition> conditions,

        @JsonPropertyDescription("The server as it presented itself at the last connect.") @Nullable
        HostServer server,

        @JsonPropertyDescription("When the client certificate expires (RFC 3339).") @Nullable
        String clientCertificateNotAfter) {

    public List<Condition> conditionsOrEmpty() {
        return conditions == null ? List.of() : conditions;
    }
}
