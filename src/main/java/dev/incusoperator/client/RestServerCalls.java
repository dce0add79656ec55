package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
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
        return ServerInfo.from(Answers.thing(client.request(ApiRequest.get(""))));
    }

    @Override
    public boolean projectExists(String project) {
        try {
            Answers.thing(client.request(ApiRequest.get("projects", project)));
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
        for (JsonNode profile : Answers.list(client.request(
                ApiRequest.get("profiles").query("recursion", "1").project(project)))) {
            if (profile.path("name").isTextual()) {
                profiles.add(Profile.from(profile, project));
            }
        }
        return List.copyOf(profiles);
    }

    @Override
    public List<ClusterMember> members() {
        List<ClusterMember> members = new ArrayList<>();
        for (JsonNode member :
                Answers.list(client.request(ApiRequest.get("cluster", "members").query("recursion", "1")))) {
            if (member.path("server_name").isTextual()) {
                members.add(ClusterMember.from(member));
            }
        }
        return List.copyOf(members);
    }

    @Override
    public Optional<ConfigCatalogue> configuration() {
        try {
            return Optional.of(
                    ConfigCatalogue.from(Answers.thing(client.request(ApiRequest.get("metadata", "configuration")))));
        } catch (ApiError e) {
            if (e.code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
