package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One thing to wait for before a running instance counts as ready. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.nic) || self.type in ['IPv4', 'IPv6']",
        message = "nic belongs to type IPv4 or IPv6 alone: leave it out")
public record ReadyCheck(
        @JsonPropertyDescription("""
                Started: it is running. IPv4, IPv6: it has a global address of that family. Agent: the agent in a virtual \
                machine answers (a container has none and counts as answering). CloudInit: cloud-init has finished without \
                an error. InstanceReady: the instance itself has said that it is ready (the state Ready of the guest API).""") @Required ReadyCheckType type,

        @JsonPropertyDescription(
                "IPv4 and IPv6: the network interface in the instance that must have the address, such as eth0. Default: any of its network devices.")
        @Size(min = 1, max = Rules.NAME_LENGTH)
        @Nullable
        String nic) {}
