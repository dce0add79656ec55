package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule gives beyond the harmless. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccessAllow(
        @JsonPropertyDescription("true: everything at all, root on the host included. Default false.") @Nullable
        Boolean everything,

        @JsonPropertyDescription(
                "true: privileged containers (security.privileged), whose root is the host's root. Default false.")
        @Nullable
        Boolean privileged,

        @JsonPropertyDescription("true: nesting (security.nesting), for containers in the container. Default false.")
        @Nullable
        Boolean nesting,

        @JsonPropertyDescription(
                "true: instances that exist already and bear no operator's mark may be taken over and copied. Default false.")
        @Nullable
        Boolean adopt,

        @JsonPropertyDescription(
                "Paths on the host that disk devices may bring in, each exactly as it is written here. Default none.")
        @Size(max = 64)
        @ValidationRule(
                value = "self.all(p, p.startsWith('/'))",
                message = "write absolute paths of the host, such as /srv/media")
        @Nullable
        List<@Size(min = 1, max = Rules.PATH_LENGTH) String> hostPaths,

        @JsonPropertyDescription(
                "Networks of the host that nic devices may name as their network; \"*\" is any. Default any.")
        @Default("[\"*\"]")
        @Size(max = 64)
        @Nullable
        List<@Size(min = 1, max = Rules.RESOURCE_NAME_LENGTH) String> networks,

        @JsonPropertyDescription("Storage pools that disk devices may use, by name; \"*\" is any. Default any.")
        @Default("[\"*\"]")
        @Size(max = 64)
        @Nullable
        List<@Size(min = 1, max = Rules.RESOURCE_NAME_LENGTH) String> pools,

        @JsonPropertyDescription(
                "Custom storage volumes that disk devices may attach, by name; \"*\" is any. Default none.")
        @Size(max = 64)
        @Nullable
        List<@Size(min = 1, max = Rules.RESOURCE_NAME_LENGTH) String> volumes,

        @JsonPropertyDescription(
                "Image servers that images may come from, by their name in imageServers; \"*\" is any. The host's own store needs none. Default any.")
        @Default("[\"*\"]")
        @Size(max = 64)
        @Nullable
        List<@Size(min = 1, max = Rules.RESOURCE_NAME_LENGTH) String> remotes,

        @JsonPropertyDescription(
                "Cluster members and @groups that may be asked for as target; \"*\" is any. Default any.")
        @Default("[\"*\"]")
        @Size(max = 64)
        @Nullable
        List<@Size(min = 1, max = Rules.RESOURCE_NAME_LENGTH) String> targets) {

    private static final List<String> ANY = List.of("*");

    public boolean everythingOrDefault() {
        return Boolean.TRUE.equals(everything);
    }

    public boolean privilegedOrDefault() {
        return Boolean.TRUE.equals(privileged);
    }

    public boolean nestingOrDefault() {
        return Boolean.TRUE.equals(nesting);
    }

    public boolean adoptOrDefault() {
        return Boolean.TRUE.equals(adopt);
    }

    public List<String> hostPathsOrEmpty() {
        return hostPaths == null ? List.of() : hostPaths;
    }

    public List<String> networksOrDefault() {
        return networks == null ? ANY : networks;
    }

    public List<String> poolsOrDefault() {
        return pools == null ? ANY : pools;
    }

    public List<String> volumesOrEmpty() {
        return volumes == null ? List.of() : volumes;
    }

    public List<String> remotesOrDefault() {
        return remotes == null ? ANY : remotes;
    }

    public List<String> targetsOrDefault() {
        return targets == null ? ANY : targets;
    }
}
