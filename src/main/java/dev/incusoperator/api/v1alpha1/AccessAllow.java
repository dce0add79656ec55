package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule gives beyond the harmless. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccessAllow(
        @Nullable Boolean everything,
        @Nullable Boolean privileged,
        @Nullable Boolean nesting,
        @Nullable Boolean adopt,
        @Nullable List<String> hostPaths,
        @Nullable List<String> networks,
        @Nullable List<String> pools,
        @Nullable List<String> volumes,
        @Nullable List<String> remotes,
        @Nullable List<String> targets) {

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
