package dev.incusoperator.client.model;

import java.util.List;
import java.util.Set;

/** {@code GET /1.0}. */
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

    /** What kind of server it is. */
    public enum Product {
        INCUS,
        LXD
    }

    public boolean has(String extension) {
        return apiExtensions.contains(extension);
    }
}
