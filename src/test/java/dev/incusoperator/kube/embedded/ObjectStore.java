package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The objects, the version of the whole, and who wants to hear of changes. What it gives out is not to be changed. */
final class ObjectStore {
    private static final int HISTORY = 20_000;

    /** {@code namespace} is empty for cluster-wide kinds. */
    record Key(String namespace, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byNamespace = namespace.compareTo(other.namespace);
            return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
        }
    }

    /**
     * One step in the life of the store.
     *
     * @param before null where the object is new
     * @param after null where the object is gone; {@code before} then carries the version of its end
     */
    record Change(long version, ResourceType type, ObjectNode before, ObjectNode after) {}

    private final Map<String, TreeMap<Key, ObjectNode>> objects = new HashMap<>();
    private final Deque<Change> history = new ArrayDeque<>();
    private final Set<Consumer<Change>> listeners = new LinkedHashSet<>();
    private long version = 1;

    long version() {
        return version;
    }

    Optional<ObjectNode> find(ResourceType type, Key key) {
        return Optional.ofNullable(of(type).get(key));
    }

    Collection<ObjectNode> list(ResourceType type) {
        return List.copyOf(of(type).values());
    }

    /** Stores it, gives it the next version, and tells the listeners. */
    void put(ResourceType type, ObjectNode object) {
        SecretData.settle(object);
        Metadata metadata = new Metadata(object);
        metadata.setResourceVersion(++version);
        ObjectNode before = of(type).put(keyOf(metadata), object);
        tell(new Change(version, type, before, object));
    }

    void remove(ResourceType type, Key key) {
        ObjectNode before = of(type).remove(key);
        if (before != null) {
            ObjectNode last = before.deepCopy();
            new Metadata(last).setResourceVersion(++version);
            tell(new Change(version, type, last, null));
        }
    }

    /**
     * What happened after that version.
     *
     * @throws ApiError 410 where that is no longer remembered
     */
    List<Change> since(long since) {
        if (since < version && (history.isEmpty() || history.peekFirst().version() > since + 1)) {
            throw ApiError.expired("too old resource version: " + since + " (" + version + ")");
        }
        return history.stream().filter(change -> change.version() > since).toList();
    }

    void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    void forget(Consumer<Change> listener) {
        listeners.remove(listener);
    }

    static Key keyOf(Metadata metadata) {
        return new Key(metadata.namespace(), metadata.name());
    }

    private TreeMap<Key, ObjectNode> of(ResourceType type) {
        return objects.computeIfAbsent(type.id(), any -> new TreeMap<>());
    }

    private void tell(Change change) {
        history.addLast(change);
        if (history.size() > HISTORY) {
            history.removeFirst();
        }
        // a listener may leave when it hears
        new ArrayList<>(listeners).forEach(listener -> listener.accept(change));
    }
}
