package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What cloud-init is given. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.userData) || !has(self.userDataSecretRef)",
        message = "write only one of userData and userDataSecretRef")
@ValidationRule(
        value = "has(self.userData) || has(self.userDataSecretRef) || has(self.vendorData) || has(self.networkConfig)",
        message =
                "write at least one of userData, userDataSecretRef, vendorData and networkConfig, or leave cloudInit out")
public record CloudInit(
        @JsonPropertyDescription("""
                User data, as cloud-init takes it: a text that begins with #cloud-config, or a script. Written to the \
                instance's config as cloud-init.user-data.""") @Size(min = 1, max = Rules.TEXT_LENGTH) @Nullable
        String userData,

        @JsonPropertyDescription("""
                Instead of userData: the key of a Secret in the namespace of the IncusInstance that holds it. Who may read \
                the instance's config on the host can read it there.""") @Nullable SecretKeyRef userDataSecretRef,

        @JsonPropertyDescription("Vendor data: defaults that user data overrides. Written as cloud-init.vendor-data.")
        @Size(min = 1, max = Rules.TEXT_LENGTH)
        @Nullable
        String vendorData,

        @JsonPropertyDescription(
                "Network configuration in one of cloud-init's formats. Written as cloud-init.network-config.")
        @Size(min = 1, max = Rules.TEXT_LENGTH)
        @Nullable
        String networkConfig) {

    /** Which parts there are, not what is in them. */
    @Override
    public String toString() {
        return "CloudInit[userData=" + (userData != null) + ", userDataSecretRef=" + userDataSecretRef + ", vendorData="
                + (vendorData != null) + ", networkConfig=" + (networkConfig != null) + "]";
    }
}
