package dev.incusoperator.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * An image in a server's own store.
 *
 * @param type container or virtual-machine
 * @param autoUpdate whether the server keeps it as new as the one that it came from
 * @param origin where it was downloaded from; empty words where it was not
 */
public record Image(
        String fingerprint,
        String type,
        String architecture,
        boolean autoUpdate,
        Map<String, String> properties,
        Origin origin) {

    /** An image on an image server, as whoever asked for it named it. */
    public record Origin(String server, String protocol, String alias) {}

    /** As the API shows it. */
    public static Image from(JsonNode json) {
        JsonNode origin = json.path("update_source");
        return new Image(
                Fields.text(json, "fingerprint"),
                Fields.text(json, "type"),
                Fields.text(json, "architecture"),
                json.path("auto_update").asBoolean(),
                Fields.textMap(json.path("properties")),
                new Origin(
                        Fields.text(origin, "server"), Fields.text(origin, "protocol"), Fields.text(origin, "alias")));
    }
}
