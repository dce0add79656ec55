package dev.incusoperator.policy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one resource asks of a ClusterIncusHost. Config and devices are the expanded ones: profiles merged in.
 *
 * @param remote the host's name for an image server, null where the image is in the host's own store or there is none
 * @param target the cluster member or @group asked for, null where the server may choose
 */
public record AccessRequest(
        String namespace,
        Map<String, String> namespaceLabels,
        String project,
        @Nullable String remote,
        @Nullable String target,
        boolean adopt,
        Map<String, String> config,
        Map<String, Map<String, String>> devices) {}
