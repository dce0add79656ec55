package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
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
        @Nullable Boolean paused) {

    private static final String DEFAULT_PROJECT = "default";
    private static final HostLimits DEFAULT_LIMITS = new HostLimits(null, null);
    private static final Map<String, ImageServer> BUILT_IN_IMAGE_SERVERS = Map.of(
            "images", new ImageServer("https://images.linuxcontainers.org", ImageProtocol.SIMPLESTREAMS),
            "docker", new ImageServer("https://docker.io", ImageProtocol.OCI));

    public String projectOrDefault() {
        return project == null ? DEFAULT_PROJECT : project;
    }

    /** The built-in {@code images} and {@code docker}, and those declared, which win. */
    public Map<String, ImageServer> imageServersOrDefault() {
        Map<String, ImageServer> all = new LinkedHashMap<>(BUILT_IN_IMAGE_SERVERS);
        if (imageServers != null) {
            all.putAll(imageServers);
        }
        return Map.copyOf(all);
    }

    public List<AccessRule> accessOrEmpty() {
        return access == null ? List.of() : access;
    }

    public HostLimits limitsOrDefault() {
        return limits == null ? DEFAULT_LIMITS : limits;
    }

    public boolean pausedOrDefault() {
        return Boolean.TRUE.equals(paused);
    }
}
