package dev.incusoperator.e2e;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.simulated.SimulatedHost;

/** A simulated host, by its socket. */
record SimulatedPlace(SimulatedHost host, IncusClient client) implements Place {

    static SimulatedPlace of(SimulatedHost host) {
        return new SimulatedPlace(
                host, IncusClient.builder().target(host.socketPath().toString()).build());
    }

    @Override
    public Product product() {
        return host.product();
    }

    @Override
    public String connection(Story story) {
        return "socket: {path: " + host.socketPath() + "}";
    }

    @Override
    public void close() {
        client.close();
        host.close();
    }
}
