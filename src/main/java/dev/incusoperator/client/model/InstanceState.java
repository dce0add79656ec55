package dev.incusoperator.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The part of an instance's state that costs the server a look inside.
 *
 * @param agentAnswers whether the server can see and act inside: in a virtual machine, whether its agent answers
 * @param addresses those of the instance's own network devices first, in the order of the devices' names; at most 64
 */
public record InstanceState(String status, int statusCode, long pid, boolean agentAnswers, List<Address> addresses) {
    /**
     * An address as the guest has it.
     *
     * @param nic the interface in the guest
     * @param family inet or inet6
     * @param scope global, link or local
     * @param hwaddr the interface's MAC address; empty where it has none
     * @param state of its link: up, down …
     * @param device of the instance that the interface belongs to; empty for one that the guest made itself
     */
    public record Address(
            String nic,
            String family,
            String address,
            String netmask,
            String scope,
            String hwaddr,
            String state,
            String device) {}

    /** As the API shows it. */
    static InstanceState from(JsonNode json, List<Nic> nics) {
        return new InstanceState(
                ServerText.bounded(ServerText.line(Fields.text(json, "status")), 64),
                json.path("status_code").asInt(),
                json.path("pid").asLong(),
                json.path("processes").asLong(-1) >= 0,
                NetworkState.addresses(json.path("network"), nics));
    }
}
