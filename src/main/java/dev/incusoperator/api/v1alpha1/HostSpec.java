package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A host as declared. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostSpec(
        @Nullable SocketConnection socket,
        @Nullable HttpsConnection https,
        @Nullable String project,
        @Nullable Map<String, ImageServer> imageServers,
        @Nullable List<AccessRule> access,
        @Nullable HostLimits limits,
        @Nullable Boolean paused) {}
