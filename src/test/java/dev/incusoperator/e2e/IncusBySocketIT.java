package dev.incusoperator.e2e;

import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.Tag;

@Tag(Servers.KUBE)
@Tag(Servers.INCUS)
@Tag(Servers.BY_SOCKET)
class IncusBySocketIT extends EndToEnd
        implements RefusedSecretStories,
                MainJob,
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
                SocketStories,
                MovingStories,
                EarlierAttemptStories {
    @Override
    Place place() {
        return new RealPlace(Product.INCUS, By.SOCKET);
    }

    @Override
    public String goingOn() {
        return "until test -e /released; do sleep 0.1; done";
    }

    @Override
    public void release(TestInstance instance) {
        story().admin().run(instance.ref(), "touch /released");
    }
}
