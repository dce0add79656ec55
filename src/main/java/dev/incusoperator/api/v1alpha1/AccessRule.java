package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What some namespaces may ask of a host. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccessRule(
        @JsonPropertyDescription("Name of the rule, unique in the list; messages name it.")
        @Required
        @Size(min = 1, max = Rules.NAME_LENGTH)
        @ValidationRule(value = Rules.LABEL, message = Rules.LABEL_SAYS)
        String name,

        @JsonPropertyDescription(
                "The namespaces that the rule is for: those in names, and those that the selector selects.")
        @Required
        AccessNamespaces namespaces,

        @JsonPropertyDescription("Projects on the host that they may use, by name; \"*\" is any. Default [default].")
        @Default("[\"default\"]")
        @Size(max = 64)
        @Nullable
        List<@Size(min = 1, max = Rules.NAME_LENGTH) String> projects,

        @JsonPropertyDescription("""
                What they may ask for beyond the harmless: keys and devices that are known to bear no risk for the host. \
                Default: no privileges, none of the host's own files, the networks and pools that the project's profiles bring, \
                the image server images, and any target.""") @Nullable AccessAllow allow) {

    private static final List<String> DEFAULT_PROJECTS = List.of("default");
    private static final AccessAllow NOTHING_MORE =
            new AccessAllow(null, null, null, null, null, null, null, null, null, null, null);

    public List<String> projectsOrDefault() {
        return projects == null ? DEFAULT_PROJECTS : projects;
    }

    public AccessAllow allowOrDefault() {
        return allow == null ? NOTHING_MORE : allow;
    }
}
