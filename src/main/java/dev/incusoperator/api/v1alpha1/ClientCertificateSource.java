package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Where the client certificate and key are. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClientCertificateSource(
        @JsonPropertyDescription("""
                A Secret of type kubernetes.io/tls, with tls.crt and tls.key in PEM, as cert-manager makes them. Of an \
                IncusHost: in its namespace. Of a ClusterIncusHost: in the operator's.""") @Required SecretRef secretRef) {}
