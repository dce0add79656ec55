package dev.incusoperator.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of an instance's state that costs the server a look inside.
 *
 * @param agentAnswers whether the server can see and act inside: in a virtual machine, whether its agent answers
 */
public record InstanceState(String status, int statusCode, long pid, boolean agentAnswers, List<Address> addresses) {
    /** {@code family} is inet or inet6, {@code scope} is global, link or local. */
    public record Address(String nic, String family, String address, String netmask, String scope) {}

    /** As the API shows it. */
    public static InstanceState from(JsonNode json) {
        List<Address> addresses = new ArrayList<>();
        json.path("network")
                .properties()
                .forEach(nic -> nic.getValue()
                        .path("addresses")
                        .forEach(address -> addresses.add(new Address(
                                nic.getKey(),
                                Fields.text(address, "family"),
                                Fields.text(address, "address"),
                                Fields.text(address, "netmask"),
                                Fields.text(address, "scope")))));
        return new InstanceState(
                Fields.text(json, "status"),
                json.path("status_code").asInt(),
                json.path("pid").asLong(),
                json.path("processes").asLong(-1) >= 0,
                List.copyOf(addresses));
    }
}
