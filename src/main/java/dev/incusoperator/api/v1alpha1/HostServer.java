package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts of the server. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostServer(
        @Nullable String product,
        @Nullable String version,
        @Nullable String fingerprint,
        @Nullable Boolean clustered,
        @Nullable List<String> architectures,
        @Nullable List<String> storageDrivers) {}
