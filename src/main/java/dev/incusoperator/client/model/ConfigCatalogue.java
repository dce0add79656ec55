package dev.incusoperator.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The server's own list of the config keys of instances: {@code GET /1.0/metadata/configuration}.
 *
 * @param live by key, whether an instance that runs takes a change up at once; a key that ends with {@code *} speaks for all that
 *     begin like it
 */
public record ConfigCatalogue(Map<String, Boolean> live) {
    /** As the API shows it: {@code configs.instance.GROUP.keys[].KEY.liveupdate} is yes or no. */
    public static ConfigCatalogue from(JsonNode json) {
        Map<String, Boolean> live = new HashMap<>();
        json.path("configs")
                .path("instance")
                .forEach(group -> group.path("keys")
                        .forEach(keys -> keys.fields().forEachRemaining(key -> {
                            String says = Fields.text(key.getValue(), "liveupdate");
                            if (!says.isEmpty()) {
                                live.put(key.getKey(), says.startsWith("yes"));
                            }
                        })));
        return new ConfigCatalogue(Map.copyOf(live));
    }

    /** Whether a change of this key is taken up at once; empty where the server does not say. */
    public Optional<Boolean> isLive(String key) {
        if (live.containsKey(key)) {
            return Optional.of(live.get(key));
        }
        return live.entrySet().stream()
                .filter(each -> each.getKey().endsWith("*"))
                .filter(each ->
                        key.startsWith(each.getKey().substring(0, each.getKey().length() - 1)))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
