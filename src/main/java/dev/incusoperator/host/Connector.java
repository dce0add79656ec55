package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.host.HostDeclaration.Access;

/** Makes the client for a host. */
interface Connector {
    /** A client that is not connected yet; whoever gets it closes it. */
    IncusClient open(Access.Connect access, HostSpec spec);
}
