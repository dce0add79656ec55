package dev.incusoperator.simulated;

import dev.incusoperator.client.contract.IncusContract;
import dev.incusoperator.client.contract.ServerUnderTest;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;

@Tag(Servers.SIMULATED)
class SimulatedLxdByHttpsTest extends IncusContract {
    @AutoClose
    private final SimulatedHost host =
            SimulatedHost.builder().product(Product.LXD).start();

    @Override
    protected ServerUnderTest server() {
        return new SimulatedUnderTest(host, false);
    }
}
