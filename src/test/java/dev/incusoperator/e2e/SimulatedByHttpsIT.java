package dev.incusoperator.e2e;

import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.SimulatedHost;
import org.junit.jupiter.api.Tag;

@Tag(Servers.KUBE)
@Tag(Servers.SIMULATED)
class SimulatedByHttpsIT extends EndToEnd implements HostStories {
    @Override
    Place place() {
        return new SimulatedPlace(SimulatedHost.builder().start(), By.HTTPS);
    }
}
