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
 * @param adoption whether an instance that is there already is to be taken over
 * @param copyOf the namespace whose resource owns the instance that is to be copied: empty where it bears no mark, null where nothing is copied
 * @param nestsByDefault whether it is a virtual machine on a server that nests where {@code security.nesting} is absent
 * @param config as desired and expanded: the profiles' and the resource's own, without the marks that the operator itself sets
 * @param devices likewise, by name
 * @param profiles what of the devices the profiles bring
 */
public record AccessRequest(
        String namespace,
        Map<String, String> namespaceLabels,
        String project,
        @Nullable String remote,
        @Nullable String target,
        Adoption adoption,
        @Nullable String copyOf,
        boolean nestsByDefault,
        Map<String, String> config,
        Map<String, Map<String, String>> devices,
        ProfileDevices profiles) {}
