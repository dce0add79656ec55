package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Where the trust token is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrustTokenSource(
        @JsonPropertyDescription("""
                A key of a Secret that holds a trust token, as `incus config trust add NAME` prints it. Of an IncusHost: in \
                its namespace. Of a ClusterIncusHost: in the operator's.""") @Required SecretKeyRef secretRef) {}
