package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How the server is verified: exactly one of these. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "[has(self.certificate), has(self.fingerprint), has(self.caSecretRef), has(self.systemCa), "
                + "has(self.insecureSkipVerify)].filter(x, x).size() == 1",
        message = "verify the server in exactly one way: certificate, fingerprint, caSecretRef, systemCa: true, or "
                + "insecureSkipVerify: true")
public record ServerVerification(
        @JsonPropertyDescription("""
                The server's own certificate in PEM: only a server that shows this very certificate is talked to. On a \
                cluster: cluster.crt, which all members show. `incus remote get-client-certificate` is not it; \
                /var/lib/incus/server.crt is.""")
        @Size(max = 32_768)
        @ValidationRule(
                value = "self.contains('-----BEGIN CERTIFICATE-----') && !self.contains('PRIVATE KEY')",
                message =
                        "write the server's certificate in PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, "
                                + "and no key")
        @Nullable
        String certificate,

        @JsonPropertyDescription("""
                SHA-256 fingerprint of the server's certificate, 64 hex digits, as `incus info` shows it as \
                certificate_fingerprint: only a server with this certificate is talked to.""")
        @Size(max = 128)
        @ValidationRule(
                value = "self.matches('^[0-9a-f]{64}$')",
                message =
                        "write the SHA-256 fingerprint of the server's certificate in 64 hex digits, in lower case and without "
                                + "colons, as `incus info` shows it as certificate_fingerprint")
        @Nullable
        String fingerprint,

        @JsonPropertyDescription("""
                A key of a Secret that holds the certificates, in PEM, of the authorities that may have signed the server's; \
                the name in the address must be in the server's certificate. Of an IncusHost: in its namespace. Of a \
                ClusterIncusHost: in the operator's.""") @Nullable SecretKeyRef caSecretRef,

        @JsonPropertyDescription("""
                true: the server's certificate is signed by an authority that the operator's machine trusts; the name in the \
                address must be in it.""")
        @ValidationRule(
                value = "self",
                message = "write systemCa: true, or leave it out and verify the server in another way")
        @Nullable
        Boolean systemCa,

        @JsonPropertyDescription("""
                true: the server is not verified, so that whoever is between can be it. For tries on a machine of one's own \
                only.""")
        @ValidationRule(
                value = "self",
                message = "write insecureSkipVerify: true, or leave it out and verify the server in another way")
        @Nullable
        Boolean insecureSkipVerify) {

    public boolean systemCaOrDefault() {
        return Boolean.TRUE.equals(systemCa);
    }

    public boolean insecureSkipVerifyOrDefault() {
        return Boolean.TRUE.equals(insecureSkipVerify);
    }
}
