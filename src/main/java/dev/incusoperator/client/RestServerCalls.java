package dev.incusoperator.client;

import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.model.ClusterMember;
import dev.incusoperator.client.model.ConfigCatalogue;
import dev.incusoperator.client.model.Profile;
import dev.incusoperator.client.model.ServerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls about the server, over {@code request}. */
final class RestServerCalls implements ServerCalls {
    private final IncusClient client;

    RestServerCalls(IncusClient client) {
        this.client = client;
    }

    @Override
    public ServerInfo get() {
        return ServerInfo.from(client.request(ApiRequest.get("")).metadata());
    }

    @Override
    public boolean projectExists(String project) {
        try {
            client.request(ApiRequest.get("projects", project));
            return true;
        } catch (ApiError e) {
            if (e.code() == 404) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public List<Profile> profiles(String project) {
        List<Profile> profiles = new ArrayList<>();
        client.request(ApiRequest.get("profiles").query("recursion", "1").project(project))
                .metadata()
                .forEach(profile -> profiles.add(Profile.from(profile, project)));
        return List.copyOf(profiles);
    }

    @Override
    public List<ClusterMember> members() {
        List<ClusterMember> members = new ArrayList<>();
        client.request(ApiRequest.get("cluster", "members").query("recursion", "1"))
                .metadata()
                .forEach(member -> members.add(ClusterMember.from(member)));
        return List.copyOf(members);
    }

    @Override
    public Optional<ConfigCatalogue> configuration() {
        try {
            return Optional.of(ConfigCatalogue.from(
                    client.request(ApiRequest.get("metadata", "configuration")).metadata()));
        } catch (ApiError e) {
            if (e.code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
