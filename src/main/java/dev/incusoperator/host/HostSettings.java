package dev.incusoperator.host;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What the operator's admin sets about hosts, under {@code incus-operator}. Checked once, at start. */
@ConfigMapping(prefix = "incus-operator")
public interface HostSettings {
    /** The operator's own namespace, where the Secrets of ClusterIncusHosts are; default: the one that it runs in. */
    Optional<String> namespace();

    /** Hosts that a namespace brings along itself. */
    NamespacedHosts namespacedHosts();

    /** How hosts are talked to. */
    Connections hosts();

    /** About IncusHost resources: they make the operator connect to where a tenant says. */
    interface NamespacedHosts {
        /** Whether there may be any. */
        @WithDefault("true")
        boolean enabled();

        /** Whether they may name addresses of the machine that the operator runs on, its link, or a cloud's metadata service. */
        @WithDefault("false")
        boolean allowLocalAddresses();
    }

    /** Times are ISO-8601 or such as {@code 30s}, {@code 10m}; all must be longer than nothing. */
    interface Connections {
        @WithDefault("5s")
        Duration connectTimeout();

        /** For the answer to one call. */
        @WithDefault("30s")
        Duration callTimeout();

        /** How often everything is listed anew even though no event was lost. */
        @WithDefault("10m")
        Duration relistInterval();

        /** How many hosts are worked on at the same time. A host that hangs holds one of them until its call times out. At least 1. */
        @WithDefault("64")
        int threads();
    }
}
