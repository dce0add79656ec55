package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts of the server. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostServer(
        @JsonPropertyDescription("incus or lxd.") @Nullable String product,

        @JsonPropertyDescription("Version of the server, such as 6.0.4.") @Nullable
        String version,

        @JsonPropertyDescription("""
                SHA-256 fingerprint of the server's certificate in hex. Another server at the same address is not talked to until \
                the annotation incusoperator.dev/accept-server names its fingerprint.""") @Nullable String fingerprint,

        @JsonPropertyDescription("Whether the server is a member of a cluster.") @Nullable
        Boolean clustered,

        @JsonPropertyDescription("Architectures that it can run, such as x86_64.") @Nullable
        List<String> architectures,

        @JsonPropertyDescription("Storage drivers that it has, such as zfs.") @Nullable
        List<String> storageDrivers) {}
