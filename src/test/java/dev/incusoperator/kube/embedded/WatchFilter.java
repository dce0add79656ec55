package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Makes the events of one watch out of the changes of the store. */
final class WatchFilter implements Consumer<ObjectStore.Change> {
    private final ResourceType type;
    private final Predicate<JsonNode> selected;
    private final Tables tables;
    private final Consumer<ObjectNode> events;

    /**
     * @param tables null where objects are wanted as they are
     */
    WatchFilter(ResourceType type, Predicate<JsonNode> selected, Tables tables, Consumer<ObjectNode> events) {
        this.type = type;
        this.selected = selected;
        this.tables = tables;
        this.events = events;
    }

    /** What comes before what is new: all that there is, or what happened since a version. */
    void begin(ObjectStore store, Map<String, String> query) {
        String version = query.getOrDefault("resourceVersion", "");
        boolean fromNow = "true".equals(query.get("sendInitialEvents"));
        if (fromNow || version.isEmpty() || version.equals("0")) {
            store.list(type).stream().filter(selected).forEach(object -> send("ADDED", object));
        } else {
            store.since(Long.parseLong(version)).forEach(this);
        }
        if (fromNow) {
            ObjectNode bookmark = JsonNodeFactory.instance.objectNode();
            bookmark.put("kind", type.kind()).put("apiVersion", type.apiVersion());
            bookmark.putObject("metadata")
                    .put("resourceVersion", Long.toString(store.version()))
                    .putObject("annotations")
                    .put("k8s.io/initial-events-end", "true");
            send("BOOKMARK", bookmark);
        }
    }

    @Override
    public void accept(ObjectStore.Change change) {
        if (!change.type().id().equals(type.id())) {
            return;
        }
        boolean was = change.before() != null && selected.test(change.before());
        boolean is = change.after() != null && selected.test(change.after());
        if (is) {
            send(was ? "MODIFIED" : "ADDED", change.after());
        } else if (was) {
            // one that leaves the selection carries the version at which it left
            send("DELETED", change.after() == null ? change.before() : change.after());
        }
    }

    private void send(String kind, ObjectNode object) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", kind);
        event.set(
                "object",
                tables == null || kind.equals("BOOKMARK")
                        ? object
                        : tables.of(type, List.of(object), new Metadata(object).resourceVersion()));
        events.accept(event);
    }
}
