package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A file in the instance. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "[has(self.content), has(self.secretKeyRef), has(self.configMapKeyRef)].filter(x, x).size() == 1",
        message =
                "give the file exactly one of content, secretKeyRef and configMapKeyRef (an empty file is written as content: \"\")")
public record InstanceFile(
        @JsonPropertyDescription("Where it is in the instance: an absolute path, such as /etc/motd.")
        @Required
        @Size(min = 2, max = Rules.PATH_LENGTH)
        @ValidationRule(
                value = "self.matches('^(/[^/]+)+$') && !self.matches('(^|/)[.][.]?(/|$)')",
                message = "write an absolute path without . or .. or a slash at its end, such as /etc/motd")
        String path,

        @JsonPropertyDescription("""
                What is in it, as text. It can be read by whoever may read the IncusInstance: what is secret belongs into a \
                Secret and is named by secretKeyRef.""") @Size(max = Rules.TEXT_LENGTH) @Nullable
        String content,

        @JsonPropertyDescription("A key of a Secret in the namespace of the IncusInstance, whose value is the content.")
        @Nullable
        SecretKeyRef secretKeyRef,

        @JsonPropertyDescription(
                "A key of a ConfigMap in the namespace of the IncusInstance (data or binaryData), whose value is the content.")
        @Nullable
        ConfigMapKeyRef configMapKeyRef,

        @JsonPropertyDescription("Its permissions, in octal digits. Default \"0644\".")
        @Default("0644")
        @Size(min = 3, max = 4)
        @ValidationRule(
                value = "self.matches('^0?[0-7]{3}$')",
                message =
                        "write permissions as three octal digits in quotes, with or without a 0 in front, such as \"0644\" (setuid, setgid and sticky bits are not set by the server)")
        @Nullable
        String mode,

        @JsonPropertyDescription("Its owner, as a number in the instance. Default 0 (root).")
        @Min(0)
        @Max(4294967294L)
        @Nullable
        Long uid,

        @JsonPropertyDescription("Its group, as a number in the instance. Default 0 (root).")
        @Min(0)
        @Max(4294967294L)
        @Nullable
        Long gid,

        @JsonPropertyDescription(
                "true: directories on the way that are not there are made, with the file's owner and 0755. Default false.")
        @Nullable
        Boolean createDirectories) {

    private static final int DEFAULT_MODE = 0644;
    private static final int OCTAL = 8;

    /** As a number: {@code 0644} is 420. */
    public int modeOrDefault() {
        return mode == null ? DEFAULT_MODE : Integer.parseInt(mode, OCTAL);
    }

    public long uidOrDefault() {
        return uid == null ? 0 : uid;
    }

    public long gidOrDefault() {
        return gid == null ? 0 : gid;
    }

    public boolean createDirectoriesOrDefault() {
        return Boolean.TRUE.equals(createDirectories);
    }

    /** Without its content. */
    @Override
    public String toString() {
        return "InstanceFile[path=" + path + "]";
    }
}
