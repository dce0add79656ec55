package dev.incusoperator.policy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one resource asks of a ClusterIncusHost.
 *
 * @param namespaceLabels labels of the resource's namespace
 * @param project the project on the host that the instance is to be in
 * @param remote the host's name for an image server, null where the image is in the host's own store or there is none
 * @param target the cluster member or @group asked for, null where the server may choose
 * @param adopt whether an instance that is there already, without a mark, is to be taken over
 * @param copyOf the namespace whose resource owns the instance that is to be copied: empty where it bears no mark, null where nothing is copied
 * @param config as desired and expanded: the profiles' and the resource's own, without the marks that the operator itself sets
 * @param devices likewise, by name
 */
public record AccessRequest(
        String namespace,
        Map<String, String> namespaceLabels,
        String project,
        @Nullable String remote,
        @Nullable String target,
        boolean adopt,
        @Nullable String copyOf,
        Map<String, String> config,
        Map<String, Map<String, String>> devices) {

    /** One that copies nothing. */
    public AccessRequest(
            String namespace,
            Map<String, String> namespaceLabels,
            String project,
            @Nullable String remote,
            @Nullable String target,
            boolean adopt,
            Map<String, String> config,
            Map<String, Map<String, String>> devices) {
        this(namespace, namespaceLabels, project, remote, target, adopt, null, config, devices);
    }
}
