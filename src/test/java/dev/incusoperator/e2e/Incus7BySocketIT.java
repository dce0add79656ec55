package dev.incusoperator.e2e;

import dev.incusoperator.client.contract.DevServer;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.Tag;

@Tag(Servers.KUBE)
@Tag(Servers.INCUS7)
@Tag(Servers.BY_SOCKET)
class Incus7BySocketIT extends IncusStories implements OciStories {
    @Override
    Place place() {
        return new RealPlace(DevServer.INCUS7, By.SOCKET);
    }
}
