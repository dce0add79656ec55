package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A server of images. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageServer(
        @JsonPropertyDescription("URL of the server, such as https://images.linuxcontainers.org.")
        @Required
        @Size(min = 1, max = 2048)
        @ValidationRule(value = Rules.HTTPS_URL, message = Rules.HTTPS_URL_SAYS)
        String server,

        @JsonPropertyDescription("""
                How it is talked to: simplestreams (default); oci, a registry of application containers; incus or lxd, \
                another host's public images.""") @Default("simplestreams") @Nullable
        ImageProtocol protocol) {

    public ImageProtocol protocolOrDefault() {
        return protocol == null ? ImageProtocol.SIMPLESTREAMS : protocol;
    }
}
