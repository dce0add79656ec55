package dev.incusoperator.client.contract;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.util.Optional;

/** A server that the contract is run against, with an image of the alias {@code busybox} in its local store. */
public interface ServerUnderTest {
    Product product();

    /** A new client that may do everything; the caller closes it. */
    IncusClient client();

    /** A new client whose certificate is restricted to the project {@code default}; empty where one connects by socket. */
    Optional<IncusClient> restrictedClient();

    /** A new client whose certificate the server does not trust; empty where one connects by socket. */
    Optional<IncusClient> strangerClient();

    /** Ends the daemon without a chance to tidy up and brings it back; empty where the test cannot. */
    Optional<Runnable> killAndRestart();
}
