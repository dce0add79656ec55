package dev.incusoperator.e2e;

import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.SimulatedHost;
import org.junit.jupiter.api.Tag;

@Tag(Servers.KUBE)
@Tag(Servers.SIMULATED)
class SimulatedMainJobIT extends MainJob {
    @Override
    Place place() {
        return SimulatedPlace.of(SimulatedHost.builder().start());
    }
}
