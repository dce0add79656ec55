package dev.incusoperator.client.malformed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers and events that Incus 6.0.4 and LXD 5.0.2 gave; what only a cluster or a newer server gives is written after them. */
final class Recorded {
    private static final String MEMBERS =
            "{\"type\":\"sync\",\"status\":\"Success\",\"status_code\":200,\"operation\":\"\",\"error_code\":0,"
                    + "\"error\":\"\",\"metadata\":[{\"server_name\":\"one\",\"url\":\"https://127.0.0.1:8443\","
                    + "\"database\":true,\"status\":\"Online\",\"message\":\"Fully operational\",\"roles\":[\"database\"],"
                    + "\"failure_domain\":\"default\",\"description\":\"\",\"config\":{},\"groups\":[\"default\"]}]}";
    private static final String CONFIGURATION =
            "{\"type\":\"sync\",\"status\":\"Success\",\"status_code\":200,\"operation\":\"\",\"error_code\":0,"
                    + "\"error\":\"\",\"metadata\":{\"configs\":{\"instance\":{\"resource-limits\":{\"keys\":["
                    + "{\"limits.cpu\":{\"liveupdate\":\"yes\",\"longdesc\":\"\",\"type\":\"string\"}},"
                    + "{\"user.*\":{\"liveupdate\":\"no\",\"type\":\"string\"}}]}}}}}";

    private Recorded() {}

    static byte[] answer(String product, String name) {
        return switch (name) {
            case "members" -> MEMBERS.getBytes(StandardCharsets.UTF_8);
            case "configuration" -> CONFIGURATION.getBytes(StandardCharsets.UTF_8);
            default -> file(product, name + ".json");
        };
    }

    static List<String> events(String product) {
        return new String(file(product, "events.txt"), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static byte[] file(String product, String name) {
        String path = "/dev/incusoperator/client/recorded/" + product + "/" + name;
        try (InputStream file = Recorded.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalArgumentException(path + " is not there");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
