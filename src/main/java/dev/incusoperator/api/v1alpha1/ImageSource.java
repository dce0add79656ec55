package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The image that an instance is made from. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageSource(
        @Nullable String alias,
        @Nullable String fingerprint,
        @Nullable Map<String, String> properties,
        @Nullable String remote) {

    public Map<String, String> propertiesOrEmpty() {
        return properties == null ? Map.of() : properties;
    }
}
