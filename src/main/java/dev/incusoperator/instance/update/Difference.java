package dev.incusoperator.instance.update;

import org.jspecify.annotations.Nullable;

/**
 * One point in which an instance is not as declared.
 *
 * @param name the config key or the device; empty for the others
 * @param declared null where it is no longer declared
 * @param actual null where the instance has none
 */
public record Difference(
        Part part,
        String name,
        @Nullable String declared,
        @Nullable String actual,
        Cause cause) {
    /** Where in the definition. */
    public enum Part {
        CONFIG("config."),
        DEVICE("devices."),
        PROFILES("profiles"),
        DESCRIPTION("description"),
        EPHEMERAL("ephemeral"),
        SOURCE("source");

        private final String path;

        Part(String path) {
            this.path = path;
        }
    }

    /** Who has changed something. */
    public enum Cause {
        /** The resource: it was never written as it is declared now. */
        RESOURCE,
        /** Somebody on the host: it was written so once. */
        HOST
    }

    /** For people: {@code config.limits.cpu}. */
    public String path() {
        return part.path + name;
    }
}
