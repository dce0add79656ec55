package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A host as declared. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.socket) != has(self.https)",
        message = "connect in exactly one way: socket (a path on the operator's machine) or https (addresses)")
public record HostSpec(
        @JsonPropertyDescription("""
                Connect by a unix socket of the machine that the operator runs on. ClusterIncusHost only: the socket is root on that \
                machine. Exactly one of socket and https is given.""") @Nullable SocketConnection socket,

        @JsonPropertyDescription("Connect by HTTPS with a client certificate.") @Nullable
        HttpsConnection https,

        @JsonPropertyDescription("The project on the host for instances that name none. Default \"default\".")
        @Default("default")
        @Size(min = 1, max = Rules.NAME_LENGTH)
        @ValidationRule(value = Rules.PROJECT, message = Rules.PROJECT_SAYS)
        @Nullable
        String project,

        @JsonPropertyDescription("""
                Image servers by the name that an instance's image.remote uses. Built in, and overridden by an entry of the same \
                name: images (https://images.linuxcontainers.org, simplestreams) and docker (https://docker.io, oci).""")
        @Size(max = 32)
        @ValidationRule(
                value = "self.all(k, k.size() <= 63 && k.matches('^[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?$'))",
                message =
                        "name image servers in at most 63 letters, digits, dots, underscores and hyphens, such as images")
        @Nullable
        Map<String, ImageServer> imageServers,

        @JsonPropertyDescription("""
                ClusterIncusHost only: which namespaces may ask what of this host. One rule must cover the whole of a \
                request. Default: none, nobody may use it. An IncusHost is open to its own namespace.""") @Size(max = 64) @Nullable
        List<AccessRule> access,

        @JsonPropertyDescription("How hard the operator may work the host.") @Nullable
        HostLimits limits,

        @JsonPropertyDescription("""
                true: nothing is written to this host, no instance is made, changed or deleted there; status is kept. \
                Default false.""") @Nullable Boolean paused,

        @JsonPropertyDescription("""
                What becomes of instances with the mark of this cluster whose IncusInstance does not exist. Report (default): the \
                condition Orphans names them. Delete: they are also stopped and deleted, once they have been reported for as long as \
                one interval between two listings; those of a resource with deletion: Orphan stay.""") @Default("Report") @Nullable
        OrphanPolicy orphans) {

    private static final String DEFAULT_PROJECT = "default";
    private static final HostLimits DEFAULT_LIMITS = new HostLimits(null, null);
    private static final Map<String, ImageServer> BUILT_IN_IMAGE_SERVERS = Map.of(
            "images", new ImageServer("https://images.linuxcontainers.org", ImageProtocol.SIMPLESTREAMS),
            "docker", new ImageServer("https://docker.io", ImageProtocol.OCI));

    /** One that says nothing of orphans. */
    public HostSpec(
            @Nullable SocketConnection socket,
            @Nullable HttpsConnection https,
            @Nullable String project,
            @Nullable Map<String, ImageServer> imageServers,
            @Nullable List<AccessRule> access,
            @Nullable HostLimits limits,
            @Nullable Boolean paused) {
        this(socket, https, project, imageServers, access, limits, paused, null);
    }

    public OrphanPolicy orphansOrDefault() {
        return orphans == null ? OrphanPolicy.REPORT : orphans;
    }

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
