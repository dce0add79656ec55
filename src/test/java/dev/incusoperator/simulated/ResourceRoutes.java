package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What instances are made with: images, which can be downloaded or published, and networks and storage pools, which are only read here. */
final class ResourceRoutes {
    private final Daemon.Parts parts;
    private final Sources sources;

    ResourceRoutes(Daemon.Parts parts, Sources sources) {
        this.parts = parts;
        this.sources = sources;
    }

    void register(Router router) {
        router.on("GET", "/1.0/images", this::images);
        router.on("POST", "/1.0/images", this::publishOrDownload);
        router.on("DELETE", "/1.0/images/{fingerprint}", this::deleteImage);
        router.on("GET", "/1.0/images/aliases", this::aliases);
        router.on("GET", "/1.0/images/aliases/{alias}", this::alias);
        router.on("GET", "/1.0/images/{fingerprint}", this::image);
        router.on("GET", "/1.0/networks", this::networks);
        router.on("GET", "/1.0/networks/{network}", this::network);
        router.on("GET", "/1.0/storage-pools", this::pools);
        router.on("GET", "/1.0/storage-pools/{pool}", this::pool);
    }

    private Answer images(Call call) {
        ArrayNode listed = Json.array();
        for (SimulatedImage image : parts.store().images(call.project())) {
            if (call.recursion() > 0) {
                listed.add(json(image));
            } else {
                listed.add("/1.0/images/" + image.fingerprint());
            }
        }
        return Answer.sync(listed);
    }

    private Answer publishOrDownload(Call call) {
        return Json.text(Json.parse(call.body()).path("source"), "type").equals("image")
                ? download(call)
                : publish(call);
    }

    private Answer download(Call call) {
        JsonNode from = Json.parse(call.body()).path("source");
        Source source = sources.find(call.project(), from);
        return Answer.async(parts.operations().begin("Downloading image", call.project(), Map.of(), begun -> {
            if (source instanceof Source.Missing missing) {
                throw missing.refusal();
            }
            SimulatedImage image = ((Source.Image) source).image();
            parts.operations().later(begun, parts.settings().latency().of(Latency.Kind.CREATE), () -> {
                List<SimulatedImage> images = parts.store().images(call.project());
                if (images.stream().noneMatch(each -> each.fingerprint().equals(image.fingerprint()))) {
                    images.add(image.downloaded(Map.of(
                            "server", Json.text(from, "server"),
                            "protocol", Json.text(from, "protocol"),
                            "alias", Json.text(from, "alias"))));
                }
                parts.operations().progress(begun, Json.object().put("fingerprint", image.fingerprint()));
                parts.operations().succeed(begun);
            });
        }));
    }

    /** Of an instance alone. */
    private Answer publish(Call call) {
        ObjectNode body = Json.parse(call.body());
        String from = Json.text(body.path("source"), "name");
        if (parts.store().instance(call.project(), from).isEmpty()) {
            throw new Refusal(404, "Instance not found");
        }
        SimulatedImage image = SimulatedImage.container(
                        Json.text(body.path("aliases").path(0), "name"))
                .withProfiles(profiles(body));
        SimulatedOperation operation = parts.operations()
                .begin("Downloading image", call.project(), Map.of(), begun -> {
                    parts.store().images(call.project()).add(image);
                    parts.operations().succeed(begun);
                });
        return Answer.async(operation);
    }

    private static String[] profiles(ObjectNode body) {
        List<String> names = new ArrayList<>();
        body.path("profiles").forEach(name -> names.add(name.asText()));
        return names.toArray(String[]::new);
    }

    private Answer deleteImage(Call call) {
        String fingerprint = call.value("fingerprint");
        SimulatedOperation operation = parts.operations().begin("Deleting image", call.project(), Map.of(), begun -> {
            parts.store()
                    .images(call.project())
                    .removeIf(image -> image.fingerprint().equals(fingerprint));
            parts.operations().succeed(begun);
        });
        return Answer.async(operation);
    }

    private ObjectNode json(SimulatedImage image) {
        ObjectNode json = image.json();
        return parts.dialect().namesInstanceInEvents()
                ? json.put("expires_at", "0001-01-01T00:00:00Z").put("project", "default")
                : json;
    }

    private Answer aliases(Call call) {
        ArrayNode listed = Json.array();
        parts.store().images(call.project()).stream()
                .map(SimulatedImage::alias)
                .filter(alias -> !alias.isEmpty())
                .forEach(alias -> listed.add("/1.0/images/aliases/" + alias));
        return Answer.sync(listed);
    }

    private Answer alias(Call call) {
        return parts.store().images(call.project()).stream()
                .filter(image -> image.alias().equals(call.value("alias")))
                .findFirst()
                .map(image -> Answer.sync(Json.object()
                                .put("description", "")
                                .put("target", image.fingerprint())
                                .put("name", image.alias())
                                .put("type", image.type()))
                        .withEtag(InstanceRendering.hash(image.toString())))
                .orElseThrow(() -> new Refusal(404, "Image alias not found"));
    }

    private Answer image(Call call) {
        String fingerprint = call.value("fingerprint");
        return parts.store().images(call.project()).stream()
                .filter(image -> image.fingerprint().startsWith(fingerprint))
                .findFirst()
                .map(image -> Answer.sync(json(image)).withEtag(InstanceRendering.hash(image.toString())))
                .orElseThrow(() -> new Refusal(404, parts.dialect().words().imageNotFound(fingerprint)));
    }

    private Answer networks(Call call) {
        ArrayNode listed = Json.array();
        for (String network : parts.store().networks()) {
            if (call.recursion() > 0) {
                listed.add(network(network));
            } else {
                listed.add("/1.0/networks/" + network);
            }
        }
        if (call.recursion() > 0) {
            listed.add(loopback());
        } else {
            listed.add("/1.0/networks/lo");
        }
        return Answer.sync(listed);
    }

    /** Every host has it; the daemon does not manage it. */
    private static ObjectNode loopback() {
        ObjectNode json = Json.object();
        json.putObject("config");
        json.put("description", "").put("name", "lo").put("type", "loopback");
        json.putArray("used_by");
        return json.put("managed", false).put("status", "").putNull("locations");
    }

    private static ObjectNode network(String name) {
        ObjectNode json = Json.object();
        json.putObject("config")
                .put("ipv4.address", "10.0.0.1/8")
                .put("ipv4.nat", "false")
                .put("ipv6.address", "none");
        json.put("description", "").put("name", name).put("type", "bridge");
        json.putArray("used_by");
        json.put("managed", true).put("status", "Created").putArray("locations").add("none");
        return json;
    }

    private Answer network(Call call) {
        String name = call.value("network");
        if (!parts.store().networks().contains(name)) {
            throw new Refusal(404, "Network not found");
        }
        return Answer.sync(network(name)).withEtag(InstanceRendering.hash(name));
    }

    private Answer pools(Call call) {
        ArrayNode listed = Json.array();
        parts.store().pools().forEach(pool -> listed.add("/1.0/storage-pools/" + pool));
        return Answer.sync(listed);
    }

    private Answer pool(Call call) {
        String name = call.value("pool");
        if (!parts.store().pools().contains(name)) {
            throw new Refusal(404, "Storage pool not found");
        }
        ObjectNode json = Json.object();
        json.putObject("config").put("source", "/var/lib/storage-pools/" + name);
        json.put("description", "").put("name", name).put("driver", "dir");
        json.putArray("used_by");
        json.put("status", "Created").putArray("locations").add("none");
        return Answer.sync(json).withEtag(InstanceRendering.hash(name));
    }
}
