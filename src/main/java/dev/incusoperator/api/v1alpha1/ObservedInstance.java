package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The instance as the host shows it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObservedInstance(
        @JsonPropertyDescription("Its name on the host.") @Nullable
        String name,

        @JsonPropertyDescription("The project it is in.") @Nullable
        String project,

        @JsonPropertyDescription("The host it is on, as KIND/NAME.") @Nullable
        String host,

        @JsonPropertyDescription("Its UUID (volatile.uuid).") @Nullable
        String uuid,

        @JsonPropertyDescription("Its state in Incus' own words: Running, Stopped, Frozen, Error, …") @Nullable
        String status,

        @JsonPropertyDescription("container or virtual-machine.") @Nullable
        String type,

        @JsonPropertyDescription("Its architecture, such as x86_64.") @Nullable
        String architecture,

        @JsonPropertyDescription("The cluster member it is on; none where the host is no cluster.") @Nullable
        String location,

        @JsonPropertyDescription("The image it was made from: its description, or its fingerprint.") @Nullable
        String image,

        @JsonPropertyDescription("When it was created (RFC 3339).") @Nullable
        String createdAt,

        @JsonPropertyDescription("When it was last started, by the host's clock (RFC 3339); none while it is stopped.")
        @Nullable
        String startedAt,

        @JsonPropertyDescription(
                "The first global IPv4 address of its network devices, in the order of their names; not one of a bridge in the guest, such as docker0.")
        @Nullable
        String ipv4,

        @JsonPropertyDescription("The first global IPv6 address of its network devices, in the order of their names.")
        @Nullable
        String ipv6,

        @JsonPropertyDescription(
                "The addresses of its network interfaces but the loopback's, at most 64; those of its network devices come first.")
        @Nullable
        List<InstanceAddress> addresses) {}
