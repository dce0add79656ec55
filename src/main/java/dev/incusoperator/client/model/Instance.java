package dev.incusoperator.client.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An instance as the server shows it. {@code state} only where it was asked for. */
public record Instance(
        String project,
        String name,
        String status,
        int statusCode,
        String type,
        String architecture,
        String description,
        boolean ephemeral,
        String location,
        String createdAt,
        String lastUsedAt,
        List<String> profiles,
        Map<String, String> config,
        Map<String, Map<String, String>> devices,
        Map<String, String> expandedConfig,
        Map<String, Map<String, String>> expandedDevices,
        @Nullable InstanceState state) {

    public InstanceRef ref() {
        return new InstanceRef(project, name);
    }

    /** {@code volatile.uuid}: changes when the instance is made anew, stays when it is renamed or moved. */
    public Optional<String> uuid() {
        return Optional.ofNullable(config.get("volatile.uuid"));
    }
}
