package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A unix socket. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SocketConnection(
        @JsonPropertyDescription("""
                Absolute path of the socket, such as /var/lib/incus/unix.socket. Who can use the socket is root on that \
                machine.""")
        @Required
        @Size(min = 1, max = 107)
        @ValidationRule(
                value = "self.matches('^/[^\\\\x00]+$')",
                message = "write the socket's absolute path, such as /var/lib/incus/unix.socket")
        String path) {}
