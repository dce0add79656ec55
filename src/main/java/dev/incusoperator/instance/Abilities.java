package dev.incusoperator.instance;

import dev.incusoperator.client.model.ServerInfo;
import dev.incusoperator.host.Host.Health;

/**
 * What a server can that another one cannot: asked of its extensions of the API, and nowhere else.
 *
 * @param startsWhatItCreates whether {@code start} in a definition is heeded
 * @param rebuilds whether a root file system can be made anew
 * @param tellsReadiness whether an instance's own word that it is ready is shown
 * @param hasOciImages whether images of application containers can be used
 * @param nestsVirtualMachines whether a virtual machine nests where {@code security.nesting} does not say otherwise
 */
record Abilities(
        boolean startsWhatItCreates,
        boolean rebuilds,
        boolean tellsReadiness,
        boolean hasOciImages,
        boolean nestsVirtualMachines) {
    static final Abilities NONE = new Abilities(false, false, false, false, false);

    static Abilities of(Health health) {
        return health instanceof Health.Connected connected ? of(connected.server()) : NONE;
    }

    static Abilities of(ServerInfo server) {
        return new Abilities(
                server.has("instance_create_start"),
                server.has("instances_rebuild"),
                server.has("instance_ready_state"),
                server.has("instance_oci"),
                server.has("projects_restricted_virtual_machines_nesting"));
    }
}
