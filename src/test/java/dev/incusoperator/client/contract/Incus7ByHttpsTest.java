package dev.incusoperator.client.contract;

import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.Tag;

/** One transport is enough: what differs from Incus 6 is what is answered, not how it gets here. */
@Tag(Servers.INCUS7)
@Tag(Servers.BY_HTTPS)
class Incus7ByHttpsTest extends IncusContract {
    @Override
    protected ServerUnderTest server() {
        return RealServer.orSkip(DevServer.INCUS7, By.HTTPS);
    }
}
