package dev.incusoperator.e2e;

import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.SimulatedHost;
import dev.incusoperator.simulated.SimulatedImage;
import java.time.Duration;
import org.junit.jupiter.api.Tag;

@Tag(Servers.KUBE)
@Tag(Servers.SIMULATED)
class SimulatedIT extends EndToEnd
        implements MainJob,
                CommandStories,
                OutputStories,
                PowerStories,
                UpdateStories,
                ReplacementStories,
                FileStories,
                SourceStories,
                SharingStories,
                CrashStories,
                OrphanStories,
                KeepingBadDays,
                FairShareStories,
                SocketStories {
    @Override
    Place place() {
        return new SimulatedPlace(
                SimulatedHost.builder()
                        .remoteImage(SimulatedPlace.IMAGE_SERVER, SimulatedImage.container("busybox/1.35"))
                        .operationsRemembered(Duration.ofMinutes(10))
                        .start(),
                By.SOCKET);
    }

    @Override
    public String goingOn() {
        return "sleep 3";
    }

    /** Not needed: it comes to its end by itself, and what became of it is remembered for long. */
    @Override
    public void release(TestInstance instance) {}
}
