package dev.incusoperator.simulated;

import dev.incusoperator.client.contract.IncusContract;
import dev.incusoperator.client.contract.ServerUnderTest;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

@Tag(Servers.SIMULATED)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatedLxdBySocketTest extends IncusContract {
    private final SimulatedHost host =
            SimulatedHost.builder().product(Product.LXD).start();

    @Override
    protected ServerUnderTest server() {
        return new SimulatedUnderTest(host, true);
    }

    @AfterAll
    void close() {
        host.close();
    }
}
