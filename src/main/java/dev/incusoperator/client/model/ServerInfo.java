package dev.incusoperator.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code GET /1.0}.
 *
 * @param version empty for a client that is not trusted, as is everything but the product and the extensions
 * @param apiExtensions what the server can beyond the first version of the API; Incus 7 shows none to a client that is not
 *     trusted
 * @param trusted whether the server trusts this client
 * @param certificateFingerprint SHA-256 of the server's certificate (in a cluster, of the one that all members show), 64
 *     hexadecimal digits
 * @param architectures that instances can have, the server's own first
 * @param storageDrivers that pools can be made with
 * @see <a href="https://linuxcontainers.org/incus/docs/main/api-extensions/">the extensions</a>
 */
public record ServerInfo(
        Product product,
        String version,
        String serverName,
        Set<String> apiExtensions,
        boolean trusted,
        String certificateFingerprint,
        boolean clustered,
        List<String> architectures,
        List<String> storageDrivers) {

    private static final String ONLY_INCUS_HAS = "dev_incus_events";

    /** What kind of server it is. */
    public enum Product {
        /** Incus. */
        INCUS,
        /** LXD. */
        LXD
    }

    /** As the API shows it. An untrusted client is shown the extensions and little else, by Incus 7 not even these. */
    public static ServerInfo from(JsonNode json) {
        JsonNode environment = json.path("environment");
        Set<String> extensions = Set.copyOf(Fields.texts(json.path("api_extensions")));
        List<String> drivers = new ArrayList<>();
        environment.path("storage_supported_drivers").forEach(driver -> drivers.add(Fields.text(driver, "Name")));
        return new ServerInfo(
                product(Fields.text(environment, "server"), extensions),
                Fields.text(environment, "server_version"),
                Fields.text(environment, "server_name"),
                extensions,
                Fields.text(json, "auth").equals("trusted"),
                Fields.text(environment, "certificate_fingerprint"),
                environment.path("server_clustered").asBoolean(),
                Fields.texts(environment.path("architectures")),
                List.copyOf(drivers));
    }

    /** Whether the server has an extension of the API, such as {@code instance_create_start}. */
    public boolean has(String extension) {
        return apiExtensions.contains(extension);
    }

    /** Without the extensions: there are hundreds. */
    @Override
    public String toString() {
        return product + " " + version + " (" + serverName + ")";
    }

    private static Product product(String name, Set<String> extensions) {
        if (name.isEmpty()) {
            // every LXD shows its extensions to everyone
            return extensions.isEmpty() || extensions.contains(ONLY_INCUS_HAS) ? Product.INCUS : Product.LXD;
        }
        return name.equals("incus") ? Product.INCUS : Product.LXD;
    }
}
