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
        @Nullable List<String> targets) {}
