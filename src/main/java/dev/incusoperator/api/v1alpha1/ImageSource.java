package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The image that an instance is made from. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "[has(self.alias), has(self.fingerprint), has(self.properties)].filter(x, x).size() == 1",
        message = "name the image in exactly one way: alias, fingerprint or properties")
@ValidationRule(
        value = "!has(self.properties) || !has(self.remote)",
        message =
                "properties choose among the host's own images: leave out remote, or name the image by alias or fingerprint")
public record ImageSource(
        @JsonPropertyDescription("Alias of the image, such as debian/12, or library/nginx:latest on an oci server.")
        @Size(min = 1, max = 255)
        @ValidationRule(
                value = "!self.matches('\\\\s')",
                message = "write the alias as the image server lists it, without spaces, such as debian/12")
        @Nullable
        String alias,

        @JsonPropertyDescription("""
                SHA-256 fingerprint of the image, all 64 hex digits, as `incus image info` shows it. Unlike an alias it \
                always means the same image.""")
        @ValidationRule(
                value = "self.matches('^[0-9a-f]{64}$')",
                message =
                        "write the image's whole SHA-256 fingerprint: 64 hex digits in lower case, as `incus image info` shows it")
        @Size(max = 64)
        @Nullable
        String fingerprint,

        @JsonPropertyDescription("""
                Properties that an image in the host's own store must all have, such as os: debian, release: bookworm. The \
                server takes the newest that fits.""") @Size(min = 1, max = 16) @Nullable
        Map<String, @Size(max = 255) String> properties,

        @JsonPropertyDescription("""
                Name of the image server: one of the host's imageServers, or of those built in: images \
                (https://images.linuxcontainers.org) and docker (Docker Hub). Absent: the image is in the host's own store.""")
        @Size(min = 1, max = Rules.NAME_LENGTH)
        @ValidationRule(value = Rules.WORD, message = Rules.WORD_SAYS)
        @Nullable
        String remote) {

    public Map<String, String> propertiesOrEmpty() {
        return properties == null ? Map.of() : properties;
    }
}
