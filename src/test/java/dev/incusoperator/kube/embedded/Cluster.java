package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** All that the API serves, and how it answers; knows nothing of HTTP's bytes. */
final class Cluster {
    private final ObjectStore store = new ObjectStore();
    private final ResourceTypes types = new ResourceTypes();
    private final ObjectWriter writer = new ObjectWriter(store);
    private final Namespaces namespaces = new Namespaces(store, writer, types);
    private final Discovery discovery = new Discovery(types);
    private final Tables tables = new Tables(Clock.systemUTC());

    record Answer(int code, ObjectNode body) {}

    Cluster() {
        store.listen(this::onDefinition);
        for (String name : List.of("default", "kube-system", "kube-public")) {
            ObjectNode namespace = JsonNodeFactory.instance.objectNode();
            namespace.putObject("metadata").put("name", name);
            createNamespace(namespace);
        }
    }

    /**
     * @throws ApiError a refusal
     */
    Answer answer(ApiCall call) {
        Optional<ObjectNode> found = call.method().equals("GET") ? discovery.answer(call.path()) : Optional.empty();
        if (found.isPresent()) {
            return new Answer(200, found.get());
        }
        ResourcePath path = pathOf(call);
        ResourceType type = typeOf(path);
        return switch (call.method()) {
            case "GET" -> new Answer(200, path.name().isEmpty() ? list(call, path, type) : get(call, path, type));
            case "POST" -> new Answer(201, create(path, type, call.object()));
            case "PUT" -> new Answer(200, writer.replace(target(path, type), call.object()));
            case "PATCH" -> new Answer(200, patch(call, target(path, type)));
            case "DELETE" -> new Answer(200, delete(call, path, type));
            default -> throw ApiError.methodNotAllowed(call.method());
        };
    }

    /**
     * Begins a watch; the listener hears what was asked for, first what there is already.
     *
     * @return what ends it
     * @throws ApiError a refusal
     */
    Runnable watch(ApiCall call, Consumer<ObjectNode> events) {
        ResourcePath path = pathOf(call);
        ResourceType type = typeOf(path);
        Predicate<JsonNode> selected = Selector.of(path, call.query());
        WatchFilter filter = new WatchFilter(type, selected, call.wantsTable() ? tables : null, events);
        filter.begin(store, call.query());
        store.listen(filter);
        return () -> store.forget(filter);
    }

    private ObjectNode get(ApiCall call, ResourcePath path, ResourceType type) {
        ObjectNode object = writer.live(target(path, type));
        return call.wantsTable() ? tables.of(type, List.of(object), new Metadata(object).resourceVersion()) : object;
    }

    private ObjectNode list(ApiCall call, ResourcePath path, ResourceType type) {
        List<ObjectNode> selected = selected(call, path, type);
        String version = Long.toString(store.version());
        if (call.wantsTable()) {
            return tables.of(type, selected, version);
        }
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("kind", type.kind() + "List").put("apiVersion", type.apiVersion());
        list.putObject("metadata").put("resourceVersion", version);
        ArrayNode items = list.putArray("items");
        selected.forEach(items::add);
        return list;
    }

    private List<ObjectNode> selected(ApiCall call, ResourcePath path, ResourceType type) {
        return store.list(type).stream()
                .filter(Selector.of(path, call.query())::test)
                .toList();
    }

    private ObjectNode create(ResourcePath path, ResourceType type, ObjectNode body) {
        if (type.id().equals(ResourceTypes.NAMESPACES.id())) {
            return createNamespace(body);
        }
        if (type.namespaced()) {
            namespaces.checkCreation(path.namespace());
        }
        return writer.create(type, path.namespace(), body);
    }

    private ObjectNode createNamespace(ObjectNode body) {
        ObjectNode namespace = body.deepCopy();
        namespace.putObject("status").put("phase", "Active");
        return writer.create(ResourceTypes.NAMESPACES, "", namespace);
    }

    private ObjectNode patch(ApiCall call, ObjectWriter.Target target) {
        String type = call.contentType().replaceFirst(";.*", "").strip();
        return switch (type) {
            case "application/json-patch+json" -> writer.patchJson(target, call.json());
            case "application/merge-patch+json" -> writer.patchMerge(target, call.json());
            // what kubectl sends for kinds that it knows; it differs for lists of items with keys, which none here has
            case "application/strategic-merge-patch+json" -> {
                if (target.type().isCustom()) {
                    throw ApiError.unsupportedMediaType(type);
                }
                yield writer.patchMerge(target, call.json());
            }
            case "application/apply-patch+yaml" -> apply(call, target);
            default -> throw ApiError.unsupportedMediaType(type);
        };
    }

    private ObjectNode apply(ApiCall call, ObjectWriter.Target target) {
        String manager = call.query().getOrDefault("fieldManager", "");
        if (manager.isEmpty()) {
            throw ApiError.badRequest("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value");
        }
        if (target.type().namespaced()
                && store.find(target.type(), target.key()).isEmpty()) {
            namespaces.checkCreation(target.key().namespace());
        }
        return writer.apply(
                target, call.object(), manager, "true".equals(call.query().get("force")));
    }

    private ObjectNode delete(ApiCall call, ResourcePath path, ResourceType type) {
        ObjectNode options = call.object();
        if (!path.name().isEmpty()) {
            return deleteOne(target(path, type), options);
        }
        for (ObjectNode object : new ArrayList<>(selected(call, path, type))) {
            deleteOne(new ObjectWriter.Target(type, ObjectStore.keyOf(new Metadata(object)), ""), options);
        }
        return success();
    }

    private ObjectNode deleteOne(ObjectWriter.Target target, ObjectNode options) {
        if (target.type().id().equals(ResourceTypes.NAMESPACES.id())) {
            namespaces.delete(target.key().name());
            return store.find(target.type(), target.key()).orElseGet(Cluster::success);
        }
        return writer.delete(target, options) ? success() : writer.live(target);
    }

    private static ObjectNode success() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Success");
    }

    private static ResourcePath pathOf(ApiCall call) {
        return ResourcePath.parse(call.path())
                .orElseThrow(
                        () -> ApiError.notFound("the server could not find the requested resource: " + call.path()));
    }

    private ResourceType typeOf(ResourcePath path) {
        return types.find(path)
                .orElseThrow(
                        () -> ApiError.notFound("the server could not find the requested resource: " + path.plural()));
    }

    private static ObjectWriter.Target target(ResourcePath path, ResourceType type) {
        return new ObjectWriter.Target(type, new ObjectStore.Key(path.namespace(), path.name()), path.subresource());
    }

    private void onDefinition(ObjectStore.Change change) {
        if (!change.type().id().equals(ResourceTypes.DEFINITIONS.id())) {
            return;
        }
        if (change.after() != null) {
            types.define(change.after());
        } else {
            ResourceType gone = ResourceType.definedBy(change.before());
            store.list(gone).forEach(object -> store.remove(gone, ObjectStore.keyOf(new Metadata(object))));
            types.undefine(change.before());
        }
    }
}
