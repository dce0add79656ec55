package dev.incusoperator.e2e;

import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.Tag;

@Tag(Servers.KUBE)
@Tag(Servers.LXD)
@Tag(Servers.BY_SOCKET)
class LxdBySocketIT extends EndToEnd
        implements RefusedSecretStories,
                MainJob,
                OutputStories,
                UpdateStories,
                ReplacementStories,
                KeepingBadDays,
                FileStories,
                SourceStories,
                FairShareStories,
                SocketStories,
                MovingStories,
                EarlierAttemptStories {
    @Override
    Place place() {
        return new RealPlace(Product.LXD, By.SOCKET);
    }
}
