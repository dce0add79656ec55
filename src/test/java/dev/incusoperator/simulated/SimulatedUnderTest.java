package dev.incusoperator.simulated;

import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.Verification.PinnedCertificate;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.contract.ServerUnderTest;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.util.Optional;

/** A simulated host for the contract that the real daemons are held to as well. */
record SimulatedUnderTest(SimulatedHost host, boolean bySocket) implements ServerUnderTest {
    @Override
    public Product product() {
        return host.product();
    }

    @Override
    public IncusClient client() {
        return bySocket
                ? IncusClient.builder().target(host.socketPath().toString()).build()
                : https(host.clientIdentity());
    }

    @Override
    public Optional<IncusClient> restrictedClient() {
        return bySocket ? Optional.empty() : Optional.of(https(host.trust("restricted", "default")));
    }

    @Override
    public Optional<IncusClient> strangerClient() {
        return bySocket ? Optional.empty() : Optional.of(https(TestIdentity.client("stranger")));
    }

    private IncusClient https(TestIdentity identity) {
        return IncusClient.builder()
                .target(host.url())
                .authentication(
                        new Authentication(identity.asClient(), new PinnedCertificate(host.serverCertificate())))
                .build();
    }

    @Override
    public Optional<Runnable> killAndRestart() {
        return Optional.of(host.faults()::restartDaemon);
    }
}
