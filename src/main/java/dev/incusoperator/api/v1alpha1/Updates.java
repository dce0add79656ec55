package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/** What a change of the spec may do to a running instance. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Updates(
        @JsonPropertyDescription("""
                A change that the instance takes up only when it starts, such as security.privileged. Never (default): it is \
                written to the host and waits for the next restart, and the condition RestartRequired says so. Allowed: the \
                operator restarts the instance.""") @Default("Never") @Nullable
        RestartPolicy restart,

        @JsonPropertyDescription("""
                A change of the image. Never (default): the instance stays as it is, and the condition ImageOutdated says so. \
                Rebuild: its root file system is made anew from the image, its config and devices stay (the server must know \
                how, Incus does). Recreate: it is deleted and made anew. All that is on the root file system is lost by \
                either, and the commands run again.""") @Default("Never") @Nullable
        ReplacePolicy replace) {

    public RestartPolicy restartOrDefault() {
        return restart == null ? RestartPolicy.NEVER : restart;
    }

    public ReplacePolicy replaceOrDefault() {
        return replace == null ? ReplacePolicy.NEVER : replace;
    }
}
