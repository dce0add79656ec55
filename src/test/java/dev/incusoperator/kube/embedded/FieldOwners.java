package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who applied what, by object. Kept beside the objects, not in them. */
final class FieldOwners {

    /** One name may apply to an object and to its status: two managers. */
    record Manager(String name, String subresource) {}

    private final Map<String, Map<Manager, Set<FieldPath>>> byUid = new HashMap<>();

    Set<FieldPath> ownedBy(String uid, Manager manager) {
        return byUid.getOrDefault(uid, Map.of()).getOrDefault(manager, Set.of());
    }

    Set<FieldPath> ownedByOthers(String uid, Manager manager) {
        Set<FieldPath> others = new HashSet<>();
        byUid.getOrDefault(uid, Map.of()).forEach((who, paths) -> {
            if (!who.equals(manager)) {
                others.addAll(paths);
            }
        });
        return others;
    }

    void remember(String uid, Manager manager, Set<FieldPath> paths) {
        byUid.computeIfAbsent(uid, any -> new HashMap<>()).put(manager, paths);
    }

    /** The object is gone. */
    void forget(ObjectNode object) {
        byUid.remove(new Metadata(object).uid());
    }
}
