package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.model.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls about images, over {@code request}. */
final class RestImageCalls implements ImageCalls {
    private final IncusClient client;

    RestImageCalls(IncusClient client) {
        this.client = client;
    }

    @Override
    public List<Image> list(String project) {
        List<Image> images = new ArrayList<>();
        for (JsonNode image : Answers.list(
                client.request(ApiRequest.get("images").query("recursion", "1").project(project)))) {
            images.add(Image.from(image));
        }
        return List.copyOf(images);
    }

    @Override
    public Optional<Image> get(String project, String fingerprint) {
        return found(ApiRequest.get("images", fingerprint).project(project)).map(Image::from);
    }

    @Override
    public Optional<Image> byAlias(String project, String alias) {
        return found(ApiRequest.get("images", "aliases", alias).project(project))
                .flatMap(entry -> get(project, entry.path("target").asText("")));
    }

    private Optional<JsonNode> found(ApiRequest request) {
        try {
            return Optional.of(Answers.thing(client.request(request)));
        } catch (ApiError e) {
            if (e.code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public ApiResponse download(String project, ObjectNode source) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("source", source);
        return client.request(ApiRequest.post("images").project(project).json(body));
    }
}
