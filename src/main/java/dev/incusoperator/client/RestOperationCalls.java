package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.model.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Calls about operations, over {@code request} and what follows operations. */
final class RestOperationCalls implements OperationCalls {
    private static final ApiRequest ALL = ApiRequest.get("operations").query("recursion", "1");

    private final IncusClient client;
    private final OperationFollower follower;

    RestOperationCalls(IncusClient client, OperationFollower follower) {
        this.client = client;
        this.follower = follower;
    }

    @Override
    public Optional<Operation> get(String id) {
        try {
            return Optional.of(Operation.from(Answers.thing(client.request(ApiRequest.get("operations", id)))));
        } catch (ApiError e) {
            if (e.code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public List<Operation> list(String project) {
        return list(ALL.project(project));
    }

    @Override
    public List<Operation> listAllProjects() {
        return list(ALL.query("all-projects", "true"));
    }

    private List<Operation> list(ApiRequest request) {
        List<Operation> operations = new ArrayList<>();
        JsonNode byStatus = Answers.thing(client.request(request));
        for (JsonNode ofOneStatus : byStatus) {
            for (JsonNode each : ofOneStatus) {
                if (Operation.isId(each.path("id").asText(""))) {
                    operations.add(Operation.from(each));
                }
            }
        }
        return List.copyOf(operations);
    }

    @Override
    public CompletableFuture<Operation> finished(String id) {
        return Dependent.of(follower.follow(id), FinishedOperation::operation);
    }
}
