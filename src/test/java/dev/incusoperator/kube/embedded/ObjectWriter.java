package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Every way to change an object, with the rules that hold for all kinds. */
final class ObjectWriter {
    private static final String STATUS = "status";

    private final ObjectStore store;
    private final FieldOwners owners = new FieldOwners();

    ObjectWriter(ObjectStore store) {
        this.store = store;
    }

    /** Which object, or which part of it where {@code subresource} is not empty. */
    record Target(ResourceType type, ObjectStore.Key key, String subresource) {
        boolean isStatus() {
            return subresource.equals(STATUS);
        }

        String named() {
            return type.named(key.name());
        }
    }

    ObjectNode create(ResourceType type, String namespace, ObjectNode body) {
        ObjectNode object = body.deepCopy();
        Metadata metadata = new Metadata(object);
        String name = metadata.name().isEmpty() ? generated(object) : metadata.name();
        ObjectStore.Key key = new ObjectStore.Key(namespace, name);
        if (store.find(type, key).isPresent()) {
            throw ApiError.alreadyExists(type.named(name));
        }
        object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        metadata.born(name, namespace);
        object.withObject("/metadata").remove("managedFields");
        if (type.isCustom()) {
            metadata.setGeneration(1);
        }
        if (type.status()) {
            object.remove(STATUS);
        }
        Definitions.accept(type, object);
        store.put(type, object);
        return object;
    }

    ObjectNode replace(Target target, ObjectNode body) {
        ObjectNode before = live(target);
        if (target.type().isCustom() && new Metadata(body).resourceVersion().isEmpty()) {
            throw ApiError.invalid(
                    target.named() + " is invalid: metadata.resourceVersion: must be specified for an update");
        }
        checkPreconditions(target, before, body);
        return write(target, before, body.deepCopy());
    }

    ObjectNode patchJson(Target target, JsonNode patch) {
        return patched(target, Patches.json(live(target), patch));
    }

    ObjectNode patchMerge(Target target, JsonNode patch) {
        return patched(target, Patches.merge(live(target), patch));
    }

    /** Server-side apply; makes the object where there is none. */
    ObjectNode apply(Target target, ObjectNode body, String managerName, boolean force) {
        ObjectNode applied = applicable(target, body);
        FieldOwners.Manager manager = new FieldOwners.Manager(managerName, target.subresource());
        ServerSideApply apply = new ServerSideApply(target.type());
        Set<FieldPath> owned = apply.ownedBy(applied);
        ObjectNode before = store.find(target.type(), target.key()).orElse(null);
        ObjectNode after;
        if (before == null) {
            if (target.isStatus()) {
                throw ApiError.notFound(target.named());
            }
            if (!new Metadata(body).resourceVersion().isEmpty()) {
                throw ApiError.conflict(target.named(), "it is to be changed at a resourceVersion, and does not exist");
            }
            applied.withObject("/metadata").put("name", target.key().name());
            after = create(target.type(), target.key().namespace(), applied);
        } else {
            checkPreconditions(target, before, body);
            String uid = new Metadata(before).uid();
            Set<FieldPath> others = owners.ownedByOthers(uid, manager);
            if (!force) {
                refuseConflicts(target, before, applied, owned, others);
            }
            after = write(target, before, apply.merge(before, applied, owners.ownedBy(uid, manager), others));
        }
        owners.remember(new Metadata(after).uid(), manager, owned);
        return after;
    }

    /** @return whether it is gone; false where finalizers hold it */
    boolean delete(Target target, JsonNode options) {
        ObjectNode before = live(target);
        checkDeletion(target, before, options.path("preconditions"));
        Metadata metadata = new Metadata(before);
        if (!metadata.hasFinalizers()) {
            remove(target, before);
            return true;
        }
        if (!metadata.isBeingDeleted()) {
            ObjectNode marked = before.deepCopy();
            new Metadata(marked).markDeleted();
            if (target.type().isCustom()) {
                new Metadata(marked).setGeneration(metadata.generation() + 1);
            }
            store.put(target.type(), marked);
        }
        return false;
    }

    ObjectNode live(Target target) {
        return store.find(target.type(), target.key()).orElseThrow(() -> ApiError.notFound(target.named()));
    }

    private ObjectNode patched(Target target, ObjectNode patched) {
        ObjectNode before = live(target);
        checkPreconditions(target, before, patched);
        return write(target, before, patched);
    }

    private ObjectNode write(Target target, ObjectNode before, ObjectNode wanted) {
        ObjectNode after = target.isStatus() ? withStatusOf(before, wanted) : wanted;
        Metadata metadata = new Metadata(after);
        refuseNewFinalizers(target, before, after);
        metadata.keepFrom(new Metadata(before));
        after.withObject("/metadata").remove("managedFields");
        if (target.type().status() && !target.isStatus()) {
            after = withStatusOf(after, before);
        }
        if (target.type().isCustom() && !target.isStatus() && !declared(before).equals(declared(after))) {
            new Metadata(after).setGeneration(metadata.generation() + 1);
        }
        Definitions.accept(target.type(), after);
        if (after.equals(before)) {
            return before;
        }
        if (metadata.isBeingDeleted() && !metadata.hasFinalizers()) {
            remove(target, before);
        } else {
            store.put(target.type(), after);
        }
        return after;
    }

    private void remove(Target target, ObjectNode object) {
        store.remove(target.type(), target.key());
        owners.forget(object);
    }

    private static ObjectNode withStatusOf(ObjectNode object, ObjectNode source) {
        ObjectNode result = object.deepCopy();
        if (source.has(STATUS)) {
            result.set(STATUS, source.get(STATUS).deepCopy());
        } else {
            result.remove(STATUS);
        }
        return result;
    }

    /** All that a change of counts as a new generation. */
    private static ObjectNode declared(ObjectNode object) {
        ObjectNode declared = object.deepCopy();
        declared.remove("metadata");
        declared.remove(STATUS);
        return declared;
    }

    /** What is applied by this body to this target: not the other side's fields, nor what only the server writes. */
    private static ObjectNode applicable(Target target, ObjectNode body) {
        ObjectNode applied = body.deepCopy();
        applied.remove("apiVersion");
        applied.remove("kind");
        if (target.isStatus()) {
            applied.retain(STATUS);
        } else if (target.type().status()) {
            applied.remove(STATUS);
        }
        if (applied.get("metadata") instanceof ObjectNode metadata) {
            metadata.retain("labels", "annotations", "finalizers", "ownerReferences");
        }
        return applied;
    }

    private static void checkPreconditions(Target target, ObjectNode live, ObjectNode wanted) {
        Metadata now = new Metadata(live);
        Metadata expected = new Metadata(wanted);
        if (!expected.resourceVersion().isEmpty() && !expected.resourceVersion().equals(now.resourceVersion())) {
            throw ApiError.conflict(
                    target.named(),
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
        if (!expected.uid().isEmpty() && !expected.uid().equals(now.uid())) {
            throw ApiError.conflict(target.named(), "it has another uid: it was deleted and made anew");
        }
    }

    private static void checkDeletion(Target target, ObjectNode live, JsonNode preconditions) {
        Metadata now = new Metadata(live);
        String uid = preconditions.path("uid").asText();
        String version = preconditions.path("resourceVersion").asText();
        if ((!uid.isEmpty() && !uid.equals(now.uid()))
                || (!version.isEmpty() && !version.equals(now.resourceVersion()))) {
            throw ApiError.conflict(target.named(), "a precondition of its deletion does not hold");
        }
    }

    private static void refuseNewFinalizers(Target target, ObjectNode before, ObjectNode after) {
        Set<JsonNode> old = new HashSet<>();
        before.path("metadata").path("finalizers").forEach(old::add);
        for (JsonNode finalizer : after.path("metadata").path("finalizers")) {
            if (new Metadata(before).isBeingDeleted() && !old.contains(finalizer)) {
                throw ApiError.invalid(
                        target.named() + " is invalid: metadata.finalizers: Forbidden: no new finalizers "
                                + "can be added if the object is being deleted, found new finalizers " + finalizer);
            }
        }
    }

    private static void refuseConflicts(
            Target target, ObjectNode live, ObjectNode applied, Set<FieldPath> owned, Set<FieldPath> others) {
        for (FieldPath path : owned) {
            if (others.contains(path) && !path.in(live).equals(path.in(applied))) {
                throw ApiError.conflict(target.named(), "another manager owns a field that is applied here");
            }
        }
    }

    private static String generated(ObjectNode object) {
        String prefix = object.path("metadata").path("generateName").asText();
        if (prefix.isEmpty()) {
            throw ApiError.invalid("metadata.name: Required value: name or generateName is required");
        }
        return prefix + UUID.randomUUID().toString().substring(0, 5);
    }
}
