package dev.incusoperator.client.model;

import java.util.List;

/** The part of an instance's state that costs the server a look inside. */
public record InstanceState(String status, int statusCode, long pid, List<Address> addresses) {
    /** {@code family} is inet or inet6, {@code scope} is global, link or local. */
    public record Address(String nic, String family, String address, String netmask, String scope) {}
}
