package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image in a host's store, or on a server that it can pull from. {@code type} is container or virtual-machine.
 *
 * @param alias empty where it has none
 * @param profiles those of an instance for which none are named
 * @param brings config that an instance has of it once it is created
 * @param origin of one that was downloaded: server, protocol and alias
 */
public record SimulatedImage(
        String alias,
        String fingerprint,
        String type,
        Map<String, String> properties,
        List<String> profiles,
        Map<String, String> brings,
        Map<String, String> origin) {

    public SimulatedImage {
        properties = new TreeMap<>(properties);
        origin = new TreeMap<>(origin);
    }

    /** The same with profiles of its own. */
    public SimulatedImage withProfiles(String... names) {
        return new SimulatedImage(alias, fingerprint, type, properties, List.of(names), brings, origin);
    }

    /** The same as one of an application container: the server writes these keys, and how it is run, into the instance. */
    public SimulatedImage asOci(Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(properties);
        all.put("type", "oci");
        Map<String, String> config = new TreeMap<>(Map.of("oci.entrypoint", "/bin/sh", "oci.uid", "0", "oci.gid", "0"));
        environment.forEach((name, value) -> config.put("environment." + name, value));
        config.put("volatile.container.oci", "true");
        return new SimulatedImage(alias, fingerprint, type, all, profiles, config, origin);
    }

    public static SimulatedImage container(String alias) {
        return of(alias, "container");
    }

    public static SimulatedImage virtualMachine(String alias) {
        return of(alias, "virtual-machine");
    }

    private static SimulatedImage of(String alias, String type) {
        return new SimulatedImage(
                alias,
                sha256(type + "/" + alias),
                type,
                Map.of(
                        "architecture", "amd64",
                        "description", "Simulated " + alias,
                        "os", alias,
                        "release", "1",
                        "serial", "20231114",
                        "variant", "default"),
                List.of("default"),
                Map.of(),
                Map.of());
    }

    /** The same in the store of a host that has downloaded it. */
    SimulatedImage downloaded(Map<String, String> from) {
        return new SimulatedImage("", fingerprint, type, properties, profiles, brings, from);
    }

    boolean has(Map<String, String> wanted) {
        return properties.entrySet().containsAll(wanted.entrySet());
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("auto_update", false);
        json.set("properties", Json.of(properties));
        json.put("public", false).put("expires_at", "1970-01-01T00:00:00Z");
        profiles.forEach(json.putArray("profiles")::add);
        var aliases = json.putArray("aliases");
        if (!alias.isEmpty()) {
            aliases.addObject().put("name", alias).put("description", "");
        }
        if (!origin.isEmpty()) {
            json.set("update_source", Json.of(origin).put("certificate", "").put("image_type", ""));
        }
        return json.put("architecture", "x86_64")
                .put("cached", false)
                .put("filename", alias + ".tar.gz")
                .put("fingerprint", fingerprint)
                .put("size", 1036972)
                .put("type", type)
                .put("created_at", "2023-11-14T22:13:20Z")
                .put("last_used_at", "0001-01-01T00:00:00Z")
                .put("uploaded_at", "2023-11-14T22:13:20Z");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
