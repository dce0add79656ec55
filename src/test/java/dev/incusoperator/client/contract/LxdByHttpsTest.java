package dev.incusoperator.client.contract;

import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.Tag;

@Tag(Servers.LXD)
@Tag(Servers.BY_HTTPS)
class LxdByHttpsTest extends IncusContract {
    @Override
    protected ServerUnderTest server() {
        return RealServer.orSkip(Product.LXD, By.HTTPS);
    }
}
