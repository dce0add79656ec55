package dev.incusoperator.host;

import java.time.Duration;
import java.util.Optional;

/** What the operator's admin sets about hosts, under {@code incus-operator}. Checked once, at start. */
public interface HostSettings {
    /** The operator's own namespace, where the Secrets of ClusterIncusHosts are; default: the one that it runs in. */
    Optional<String> namespace();

    /** Hosts that a namespace brings along itself. */
    NamespacedHosts namespacedHosts();

    /** How hosts are talked to. */
    Connections hosts();

    /**
     * About IncusHost resources: they make the operator connect to where a tenant says.
     *
     * @param enabled whether there may be any
     * @param allowLocalAddresses whether they may name addresses of the machine that the operator runs on, its link, or a
     *     cloud's metadata service
     * @param maxPerNamespace how many of one namespace are connected to, the oldest; at least 1
     * @param largestAnswer the bytes at most that an answer of one may have, its listing too
     */
    record NamespacedHosts(boolean enabled, boolean allowLocalAddresses, int maxPerNamespace, long largestAnswer) {}

    /**
     * All times are longer than nothing.
     *
     * @param callTimeout for the answer to one call
     * @param relistInterval how often everything is listed anew even though no event was lost
     * @param threads how many ClusterIncusHosts, and as many IncusHosts, are worked on at the same time, at least 1; a host
     *     that hangs holds one of them until its call times out
     * @param largestAnswer the bytes at most that an answer of a ClusterIncusHost may have, its listing too
     */
    record Connections(
            Duration connectTimeout, Duration callTimeout, Duration relistInterval, int threads, long largestAnswer) {}
}
