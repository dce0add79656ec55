package dev.incusoperator.client;

import dev.incusoperator.client.model.ClusterMember;
import dev.incusoperator.client.model.ConfigCatalogue;
import dev.incusoperator.client.model.Profile;
import dev.incusoperator.client.model.ServerInfo;
import java.util.List;
import java.util.Optional;

/**
 * Calls about the server itself. Each throws what {@link IncusClient#request} throws.
 *
 * @see <a href="https://linuxcontainers.org/incus/docs/main/api/#/server">the API's page on the server</a>
 */
public interface ServerCalls {
    /**
     * What the server is and can: {@code GET /1.0}. Answers an untrusted client too, with little but the extensions: look at
     * {@link ServerInfo#trusted()}.
     */
    ServerInfo get();

    /**
     * Whether the project answers 200 (so an instance's 404 in it means that the instance is gone, trap 18).
     *
     * @throws IncusException.NotTrusted where a restricted client may not know
     */
    boolean projectExists(String project);

    /**
     * The profiles of a project, with their config and devices. A project without profiles of its own shows those of
     * {@code default}: {@link Profile#project()} says so.
     */
    List<Profile> profiles(String project);

    /**
     * The members of the cluster that the server is in: {@code GET /1.0/cluster/members}.
     *
     * @throws IncusException.ApiError where it is in none
     * @throws IncusException.NotTrusted where a restricted client may not know
     */
    List<ClusterMember> members();

    /**
     * The server's list of config keys: {@code GET /1.0/metadata/configuration}, some 70 kB.
     *
     * @return empty where the server has none ({@code metadata_configuration}, trap 16)
     */
    Optional<ConfigCatalogue> configuration();
}
