package dev.incusoperator.client.contract;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.InstanceRef;

/** One running instance for all tests of a class that only look at it or run commands in it. */
final class SharedInstance implements AutoCloseable {
    private final IncusClient client;
    private final Fixture fixture;
    private final InstanceRef ref;

    SharedInstance(IncusClient client) {
        this.client = client;
        this.fixture = new Fixture(client);
        this.ref = fixture.running();
    }

    InstanceRef ref() {
        return ref;
    }

    @Override
    public void close() {
        fixture.removeAll();
        client.close();
    }
}
