package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a client asks before it asks for objects: versions, groups, kinds. */
final class Discovery {
    static final String VERSION = "v0.0.0-embedded";

    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private final ResourceTypes types;

    Discovery(ResourceTypes types) {
        this.types = types;
    }

    /** Empty where the path is not about discovery. */
    Optional<ObjectNode> answer(String path) {
        String[] words = path.replaceFirst("^/", "").split("/");
        if (path.equals("/version")) {
            return Optional.of(node().put("major", "0").put("minor", "0").put("gitVersion", VERSION));
        } else if (path.equals("/api")) {
            ObjectNode versions = node().put("kind", "APIVersions");
            versions.putArray("versions").add("v1");
            return Optional.of(versions);
        } else if (path.equals("/apis")) {
            return Optional.of(groups());
        } else if (words.length == 2 && words[0].equals("api")) {
            return Optional.of(kinds("", words[1]));
        } else if (words.length == 3 && words[0].equals("apis")) {
            return Optional.of(kinds(words[1], words[2]));
        } else if (words.length == 2 && words[0].equals("apis")) {
            return groupNames().contains(words[1]) ? Optional.of(group(words[1])) : Optional.empty();
        }
        return path.startsWith("/openapi/v3") ? new OpenApi(types).answer(path) : Optional.empty();
    }

    private ObjectNode groups() {
        ObjectNode list = node().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        groupNames().forEach(name -> groups.add(group(name)));
        return list;
    }

    private Set<String> groupNames() {
        Set<String> names = new LinkedHashSet<>();
        types.all().stream()
                .map(ResourceType::group)
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        return names;
    }

    private ObjectNode group(String name) {
        ObjectNode group =
                node().put("kind", "APIGroup").put("apiVersion", "v1").put("name", name);
        ArrayNode versions = group.putArray("versions");
        types.all().stream()
                .filter(type -> type.group().equals(name))
                .map(ResourceType::version)
                .distinct()
                .forEach(version -> versions.addObject()
                        .put("groupVersion", name + "/" + version)
                        .put("version", version));
        group.set("preferredVersion", versions.get(0));
        return group;
    }

    private ObjectNode kinds(String group, String version) {
        String groupVersion = group.isEmpty() ? version : group + "/" + version;
        ObjectNode list =
                node().put("kind", "APIResourceList").put("apiVersion", "v1").put("groupVersion", groupVersion);
        ArrayNode resources = list.putArray("resources");
        List<ResourceType> served = types.all().stream()
                .filter(type -> type.apiVersion().equals(groupVersion))
                .toList();
        if (served.isEmpty()) {
            throw ApiError.notFound("the API " + groupVersion);
        }
        for (ResourceType type : served) {
            addKind(resources, type);
            if (type.status()) {
                add(resources, type, type.plural() + "/status", List.of("get", "patch", "update"));
            }
        }
        return list;
    }

    private static void addKind(ArrayNode resources, ResourceType type) {
        ObjectNode resource = add(resources, type, type.plural(), VERBS)
                .put("singularName", type.kind().toLowerCase(Locale.ROOT));
        type.shortNames().forEach(resource.withArray("shortNames")::add);
        type.categories().forEach(resource.withArray("categories")::add);
    }

    private static ObjectNode add(ArrayNode resources, ResourceType type, String name, List<String> verbs) {
        ObjectNode resource = resources
                .addObject()
                .put("name", name)
                .put("singularName", "")
                .put("namespaced", type.namespaced())
                .put("kind", type.kind());
        verbs.forEach(resource.putArray("verbs")::add);
        return resource;
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
