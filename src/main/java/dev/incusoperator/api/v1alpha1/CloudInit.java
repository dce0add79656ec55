package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What cloud-init is given. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CloudInit(
        @Nullable String userData,
        @Nullable SecretKeyRef userDataSecretRef,
        @Nullable String vendorData,
        @Nullable String networkConfig) {

    /** Which parts there are, not what is in them. */
    @Override
    public String toString() {
        return "CloudInit[userData=" + (userData != null) + ", userDataSecretRef=" + userDataSecretRef + ", vendorData="
                + (vendorData != null) + ", networkConfig=" + (networkConfig != null) + "]";
    }
}
