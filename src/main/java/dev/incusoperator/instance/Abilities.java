package dev.incusoperator.instance;

import dev.incusoperator.client.model.ServerInfo;

/**
 * What a server can that another one cannot: asked of its extensions of the API, and nowhere else.
 *
 * @param startsWhatItCreates whether {@code start} in a definition is heeded
 * @param rebuilds whether a root file system can be made anew
 * @param tellsReadiness whether an instance's own word that it is ready is shown
 */
record Abilities(boolean startsWhatItCreates, boolean rebuilds, boolean tellsReadiness) {
    static final Abilities NONE = new Abilities(false, false, false);

    static Abilities of(ServerInfo server) {
        return new Abilities(
                server.has("instance_create_start"),
                server.has("instances_rebuild"),
                server.has("instance_ready_state"));
    }
}
