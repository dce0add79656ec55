package dev.incusoperator.instance;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose an instance is. It stands in the instance's own config, with the instance's own name beside it: a copy carries
 * the marks of what it was copied from, and is told by that name.
 *
 * @param cluster the UID of the cluster's namespace kube-system
 */
public record Mark(String cluster, String namespace, String name) {
    public static final String OWNER = "user.incusoperator.owner";
    public static final String SELF = "user.incusoperator.instance";

    private static final Pattern NAMES = Pattern.compile("([^/]{1,63})/([a-z0-9-]{1,63})/([a-z0-9.-]{1,253})");

    /** What an instance says of its owner. */
    public enum Ownership {
        OURS,
        /** A resource of this name, in this namespace, of another cluster: the one that a backup was taken of, say. */
        ORPHANED,
        FOREIGN,
        UNMARKED
    }

    public Map<String, String> config(InstanceRef instance) {
        return Map.of(OWNER, owner(), SELF, self(instance));
    }

    public Ownership of(Instance instance) {
        String owner = instance.config().get(OWNER);
        if (owner == null || !self(instance.ref()).equals(instance.config().get(SELF))) {
            return Ownership.UNMARKED;
        }
        if (owner.equals(owner())) {
            return Ownership.OURS;
        }
        return owner.endsWith("/" + namespace + "/" + name) ? Ownership.ORPHANED : Ownership.FOREIGN;
    }

    /** Whether this resource made it, or took it over. */
    public boolean owns(Instance instance) {
        return of(instance) == Ownership.OURS;
    }

    /** The resource of a cluster that an instance belongs to; empty where it is none's, or what is written there is no name. */
    static Optional<ResourceID> ownerIn(String cluster, Instance instance) {
        String owner = instance.config().getOrDefault(OWNER, "");
        Matcher parts = NAMES.matcher(owner);
        return self(instance.ref()).equals(instance.config().get(SELF))
                        && parts.matches()
                        && parts.group(1).equals(cluster)
                ? Optional.of(new ResourceID(parts.group(3), parts.group(2)))
                : Optional.empty();
    }

    /** The resource that it belongs to, where that is one of this same namespace; empty where it is somebody else's. */
    public Optional<String> sibling(Instance instance) {
        return namespaceOf(instance).equals(namespace)
                ? Optional.ofNullable(instance.config().get(OWNER))
                        .map(owner -> owner.substring(owner.lastIndexOf('/') + 1))
                : Optional.empty();
    }

    /** The namespace whose resource made it, with its cluster where that is another one; empty where it bears no mark. */
    public String namespaceOf(Instance instance) {
        String owner = instance.config().get(OWNER);
        if (owner == null || !self(instance.ref()).equals(instance.config().get(SELF))) {
            return "";
        }
        String whole = owner.substring(0, Math.max(0, owner.lastIndexOf('/')));
        return whole.startsWith(cluster + "/") ? whole.substring(cluster.length() + 1) : whole;
    }

    private String owner() {
        return cluster + "/" + namespace + "/" + name;
    }

    private static String self(InstanceRef instance) {
        return instance.project() + "/" + instance.name();
    }
}
