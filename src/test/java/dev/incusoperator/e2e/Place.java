package dev.incusoperator.e2e;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.nio.file.Path;

/** A server on which instances can live, with an image {@code busybox} in its own store; and a way to it past the operator. */
interface Place extends AutoCloseable {
    Product product();

    /** With every right; another one when the daemon was started again. Closed with the place. */
    IncusClient client();

    /** URL of a server of the simplestreams protocol, as the daemon sees it, that has an image {@code busybox/1.35}. */
    String imageServer();

    /** Ends the daemon without a chance to tidy up; instances run on. The test is skipped where that cannot be done. */
    void killDaemon();

    /**
     * Has the daemon do what it does when its machine is shut down: it stops the instances, takes nothing any more and ends.
     * Does not wait for that. The test is skipped where that cannot be done.
     */
    void shutDownMachine();

    /** Brings it back; nothing to do where it is there. */
    void startDaemon();

    /** The daemon's unix socket, to do with as one likes. The test is skipped where the daemon is not ours. */
    Path ownSocket();

    /** The part of a host's spec that says how it is connected to, as YAML; makes the Secrets that it names. */
    String connection(Story story);

    @Override
    void close();
}
