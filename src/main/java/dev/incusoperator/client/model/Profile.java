package dev.incusoperator.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A profile of a project. */
public record Profile(
        String project, String name, Map<String, String> config, Map<String, Map<String, String>> devices) {

    /** As the API shows it; servers that leave the project out showed it for {@code project}. */
    public static Profile from(JsonNode json, String project) {
        String own = Fields.text(json, "project");
        return new Profile(
                own.isEmpty() ? project : own,
                Fields.text(json, "name"),
                Fields.textMap(json.path("config")),
                Fields.textMaps(json.path("devices")));
    }
}
