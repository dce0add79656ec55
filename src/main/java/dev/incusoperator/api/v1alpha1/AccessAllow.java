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

        @JsonPropertyDescription("""
                true: config environment.*, which is root on that host: the server hands these variables to a program that runs \
                as root on the host before the container exists. OCI images set them. Default false.""") @Nullable Boolean environment,

        @JsonPropertyDescription("""
                true: instances that exist already and are unmanaged may be taken over and copied. AnyCluster: instances of the \
                same namespace and name of another cluster may be taken over too, even while that cluster still manages \
                them. Default false.""") @Nullable AdoptAllowance adopt,

        @JsonPropertyDescription(
                "Paths on the host that disk devices may bring in, each exactly as it is written here. Default none.")
        @Size(max = 64)
        @ValidationRule(
                value = "self.all(p, p.startsWith('/'))",
                message = "write absolute paths of the host, such as /srv/media")
        @Nullable
        List<@Size(min = 1, max = Rules.PATH_LENGTH) String> hostPaths,

        @JsonPropertyDescription("""
                Networks of the host that nic devices may name as their network, beside those that the project's profiles bring \
                unchanged; "*" is any. Default none.""") @Size(max = 64) @Nullable
        List<@Size(min = 1, max = Rules.RESOURCE_NAME_LENGTH) String> networks,

        @JsonPropertyDescription("""
                Storage pools that disk devices may use, by name, beside those of disks that the project's profiles bring \
                unchanged; "*" is any. Default none.""") @Size(max = 64) @Nullable
        List<@Size(min = 1, max = Rules.RESOURCE_NAME_LENGTH) String> pools,

        @JsonPropertyDescription(
                "Custom storage volumes that disk devices may attach, by name; \"*\" is any. Default none.")
        @Size(max = 64)
        @Nullable
        List<@Size(min = 1, max = Rules.RESOURCE_NAME_LENGTH) String> volumes,

        @JsonPropertyDescription(
                "Image servers that images may come from, by their name in imageServers; \"*\" is any. The host's own store needs none. Default [images].")
        @Default("[\"images\"]")
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
    private static final List<String> DEFAULT_REMOTES = List.of("images");

    public boolean everythingOrDefault() {
        return Boolean.TRUE.equals(everything);
    }

    public boolean privilegedOrDefault() {
        return Boolean.TRUE.equals(privileged);
    }

    public boolean nestingOrDefault() {
        return Boolean.TRUE.equals(nesting);
    }

    public boolean environmentOrDefault() {
        return Boolean.TRUE.equals(environment);
    }

    public AdoptAllowance adoptOrDefault() {
        return adopt == null ? AdoptAllowance.NONE : adopt;
    }

    public List<String> hostPathsOrEmpty() {
        return hostPaths == null ? List.of() : hostPaths;
    }

    public List<String> networksOrEmpty() {
        return networks == null ? List.of() : networks;
    }

    public List<String> poolsOrEmpty() {
        return pools == null ? List.of() : pools;
    }

    public List<String> volumesOrEmpty() {
        return volumes == null ? List.of() : volumes;
    }

    public List<String> remotesOrDefault() {
        return remotes == null ? DEFAULT_REMOTES : remotes;
    }

    public List<String> targetsOrDefault() {
        return targets == null ? ANY : targets;
    }
}
