package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What the namespace controller does: a namespace that is deleted takes with it what is in it, and goes when it is empty. */
final class Namespaces {
    private final ObjectStore store;
    private final ObjectWriter writer;
    private final ResourceTypes types;

    Namespaces(ObjectStore store, ObjectWriter writer, ResourceTypes types) {
        this.store = store;
        this.writer = writer;
        this.types = types;
        store.listen(this::onChange);
    }

    /**
     * @throws ApiError where nothing may be made in it: it is not there, or it is ending
     */
    void checkCreation(String namespace) {
        ObjectNode found = find(namespace);
        if (found == null) {
            throw ApiError.notFound("namespaces \"" + namespace + "\"");
        }
        if (new Metadata(found).isBeingDeleted()) {
            throw ApiError.forbidden(
                    "unable to create new content in namespace " + namespace + " because it is being terminated");
        }
    }

    /** Begins the end of one. */
    void delete(String namespace) {
        ObjectNode found = find(namespace);
        if (found == null) {
            throw ApiError.notFound("namespaces \"" + namespace + "\"");
        }
        if (!new Metadata(found).isBeingDeleted()) {
            ObjectNode ending = found.deepCopy();
            new Metadata(ending).markDeleted();
            ending.withObject("/status").put("phase", "Terminating");
            store.put(ResourceTypes.NAMESPACES, ending);
        }
        for (ResourceType type : namespacedTypes()) {
            for (ObjectNode object : in(type, namespace)) {
                ObjectStore.Key key = ObjectStore.keyOf(new Metadata(object));
                writer.delete(new ObjectWriter.Target(type, key, ""), JsonNodeFactory.instance.objectNode());
            }
        }
        removeIfEmpty(namespace);
    }

    private void onChange(ObjectStore.Change change) {
        if (change.after() == null && change.type().namespaced()) {
            removeIfEmpty(new Metadata(change.before()).namespace());
        }
    }

    private void removeIfEmpty(String namespace) {
        ObjectNode found = find(namespace);
        if (found != null
                && new Metadata(found).isBeingDeleted()
                && namespacedTypes().stream()
                        .allMatch(type -> in(type, namespace).isEmpty())) {
            store.remove(ResourceTypes.NAMESPACES, new ObjectStore.Key("", namespace));
        }
    }

    private ObjectNode find(String namespace) {
        return store.find(ResourceTypes.NAMESPACES, new ObjectStore.Key("", namespace))
                .orElse(null);
    }

    private List<ResourceType> namespacedTypes() {
        return types.all().stream().filter(ResourceType::namespaced).toList();
    }

    private List<ObjectNode> in(ResourceType type, String namespace) {
        return store.list(type).stream()
                .filter(object -> new Metadata(object).namespace().equals(namespace))
                .toList();
    }
}
