package dev.incusoperator.host;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.RequestGate;
import dev.incusoperator.host.HostDeclaration.Access;

/** Makes the client for a host. */
interface Connector {
    /**
     * A client that is not connected yet; whoever gets it closes it.
     *
     * @throws dev.incusoperator.client.IncusException where this machine cannot connect that way at all
     * @throws IllegalArgumentException where a target is no address of a server; its message says what to write
     */
    IncusClient open(Access.Connect access, RequestGate gate);
}
