package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What some namespaces may ask of a host. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccessRule(
        String name,
        AccessNamespaces namespaces,
        @Nullable List<String> projects,
        @Nullable AccessAllow allow) {

    private static final List<String> DEFAULT_PROJECTS = List.of("default");
    private static final AccessAllow NOTHING_MORE =
            new AccessAllow(null, null, null, null, null, null, null, null, null, null);

    public List<String> projectsOrDefault() {
        return projects == null ? DEFAULT_PROJECTS : projects;
    }

    public AccessAllow allowOrDefault() {
        return allow == null ? NOTHING_MORE : allow;
    }
}
