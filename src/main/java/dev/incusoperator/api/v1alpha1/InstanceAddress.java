package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** An address of the instance. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceAddress(
        @JsonPropertyDescription("The network interface in the instance, such as eth0.")
        String nic,

        @JsonPropertyDescription("inet (IPv4) or inet6 (IPv6).")
        String family,

        @JsonPropertyDescription("The address, without its prefix length.")
        String address,

        @JsonPropertyDescription("global or link.") String scope,

        @JsonPropertyDescription("The MAC address of the network interface.") @Nullable
        String hwaddr,

        @JsonPropertyDescription("The link state of the network interface, such as up or down.") @Nullable
        String state) {}
