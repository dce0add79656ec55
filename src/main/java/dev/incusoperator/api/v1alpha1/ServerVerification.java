package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** How the server is verified: exactly one of these. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServerVerification(
        @Nullable String certificate,
        @Nullable String fingerprint,
        @Nullable SecretKeyRef caSecretRef,
        @Nullable Boolean systemCa,
        @Nullable Boolean insecureSkipVerify) {

    public boolean systemCaOrDefault() {
        return Boolean.TRUE.equals(systemCa);
    }

    public boolean insecureSkipVerifyOrDefault() {
        return Boolean.TRUE.equals(insecureSkipVerify);
    }
}
