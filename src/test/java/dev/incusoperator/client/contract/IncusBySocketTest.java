package dev.incusoperator.client.contract;

import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.Tag;

@Tag(Servers.INCUS)
@Tag(Servers.BY_SOCKET)
class IncusBySocketTest extends IncusContract {
    @Override
    protected ServerUnderTest server() {
        return RealServer.orSkip(Product.INCUS, By.SOCKET);
    }
}
