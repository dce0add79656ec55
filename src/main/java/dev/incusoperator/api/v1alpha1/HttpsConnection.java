package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTTPS with a client certificate. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpsConnection(
        @JsonPropertyDescription("""
                The server's addresses as https://HOST:PORT; Incus listens on 8443 by default. More than one: the members of \
                one cluster, tried in turn. At most 16.""")
        @Required
        @Size(min = 1, max = 16)
        @ValidationRule(value = Rules.ADDRESSES, message = Rules.ADDRESSES_SAYS)
        List<@Size(min = 1, max = 275) String> addresses,

        @JsonPropertyDescription("The certificate and key that the operator shows the server, which must trust it.")
        @Required
        @Nullable
        ClientCertificateSource clientCertificate,

        @JsonPropertyDescription("""
                A token to enrol with, once: where clientCertificate's Secret is not there, key and certificate are made, \
                the server is told to trust them by this token, and they are stored in that Secret.""") @Nullable TrustTokenSource trustToken,

        @JsonPropertyDescription(
                "How the server is verified: exactly one of certificate, fingerprint, caSecretRef, systemCa, insecureSkipVerify.")
        @Required
        @Nullable
        ServerVerification server) {}
