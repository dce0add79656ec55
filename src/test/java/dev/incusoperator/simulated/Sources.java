package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.simulated.SimulatedInstance.Definition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds what an instance is to be made from. */
final class Sources {
    private static final Refusal NO_IMAGE = new Refusal(500, "Image not provided for instance creation");

    private final Store store;
    private final Dialect dialect;
    private final Settings settings;

    Sources(Store store, Dialect dialect, Settings settings) {
        this.store = store;
        this.dialect = dialect;
        this.settings = settings;
    }

    Source find(String project, JsonNode source) {
        String type = Json.text(source, "type");
        return switch (type) {
            case "image" -> image(project, source);
            case "copy" -> copy(project, source);
            case "none" -> new Source.Nothing();
            default -> throw new Refusal(400, "Unknown source type " + type);
        };
    }

    private Source image(String project, JsonNode source) {
        String alias = Json.text(source, "alias");
        String fingerprint = Json.text(source, "fingerprint");
        Map<String, String> properties = Json.strings(source.path("properties"), "InstanceSource.properties");
        if (!Json.text(source, "server").isEmpty()) {
            return remote(Json.text(source, "server"), alias);
        }
        if (!alias.isEmpty()) {
            Optional<SimulatedImage> found = store.images(project).stream()
                    .filter(image -> image.alias().equals(alias))
                    .findFirst();
            if (found.isEmpty() && dialect.refusesMissingAliasAtOnce()) {
                throw new Refusal(404, "Image alias not found");
            }
            return found.<Source>map(Source.Image::new).orElseGet(() -> new Source.Missing(NO_IMAGE));
        }
        if (!fingerprint.isEmpty()) {
            return store.images(project).stream()
                    .filter(image -> image.fingerprint().startsWith(fingerprint))
                    .findFirst()
                    .<Source>map(Source.Image::new)
                    .orElseGet(() -> new Source.Missing(NO_IMAGE));
        }
        if (!properties.isEmpty()) {
            return store.images(project).stream()
                    .filter(image -> image.has(properties))
                    .findFirst()
                    .map(Source.Image::new)
                    .orElseThrow(() -> new Refusal(500, "No matching image could be found"));
        }
        throw new Refusal(500, "Must specify one of alias, fingerprint or properties for init from image");
    }

    private Source remote(String server, String alias) {
        return settings.remoteImages().getOrDefault(server, List.of()).stream()
                .filter(image -> image.alias().equals(alias))
                .findFirst()
                .<Source>map(Source.Image::new)
                .orElseGet(() -> new Source.Missing(new Refusal(500, unreachable(server, alias))));
    }

    private String unreachable(String server, String alias) {
        String failed = "Failed getting remote image info: Failed getting image: ";
        return settings.remoteImages().containsKey(server)
                ? failed + "The requested image couldn't be found for alias \"" + alias + '"'
                : failed + "Failed parsing stream: Get \"" + server
                        + "/streams/v1/index.json\": Unable to connect to: " + server.replaceFirst("https://", "")
                        + " (connect: connection refused)";
    }

    private Source copy(String project, JsonNode source) {
        String from = Json.text(source, "source");
        String given = Json.text(source, "project");
        String sourceProject = given.isEmpty() ? project : given;
        String[] parts = from.split("/", 2);
        SimulatedInstance instance = store.instance(sourceProject, parts[0])
                .orElseThrow(() -> new Refusal(
                        404,
                        "Failed to fetch instance \"" + parts[0] + "\" in project \"" + sourceProject
                                + "\": Instance not found"));
        String snapshot = parts.length > 1 ? parts[1] : "";
        Definition original = instance.definition();
        if (!snapshot.isEmpty()) {
            SimulatedInstance.Snapshot found = instance.snapshots().get(snapshot);
            if (found == null) {
                throw new Refusal(404, "Instance snapshot not found");
            }
            original = found.definition();
        }
        return new Source.Copy(instance, snapshot, copied(original));
    }

    /** The volatile keys are not copied, but for what image it came from. */
    private Definition copied(Definition original) {
        Map<String, String> config = new TreeMap<>(original.config());
        config.keySet().removeIf(key -> key.startsWith("volatile.") && !key.equals("volatile.base_image"));
        List<String> profiles = dialect.copyTakesProfiles() ? original.profiles() : List.of();
        return new Definition(original.architecture(), "", false, profiles, config, original.devices());
    }

    /** What the operation says that it is about: a copy names its source too. */
    Map<String, List<String>> resources(SimulatedInstance instance, Source source, String description) {
        Map<String, List<String>> resources = new LinkedHashMap<>(dialect.resources(instance, description));
        if (source instanceof Source.Copy copy) {
            Map<String, List<String>> theirs = dialect.resources(copy.from(), description);
            String suffix = copy.snapshot().isEmpty() ? "" : dialect.snapshotSuffix(copy.snapshot());
            resources.replaceAll((kind, urls) -> {
                List<String> both = new ArrayList<>(urls);
                theirs.getOrDefault(kind, List.of()).forEach(url -> both.add(url + suffix));
                return both;
            });
        }
        return resources;
    }
}
