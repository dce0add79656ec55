package dev.incusoperator.e2e;

import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.Tag;

@Tag(Servers.KUBE)
@Tag(Servers.INCUS)
@Tag(Servers.BY_SOCKET)
class IncusBySocketIT extends IncusStories {
    @Override
    Place place() {
        return new RealPlace(Product.INCUS, By.SOCKET);
    }
}
