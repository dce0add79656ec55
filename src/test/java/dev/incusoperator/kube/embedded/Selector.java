package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which objects a request means, by label and field selector, and by name and namespace of its path. */
final class Selector {
    private static final Pattern REQUIREMENTS = Pattern.compile("(?:[^,(]|\\([^)]*\\))+");
    private static final Pattern EQUALITY = Pattern.compile("([^=!]+?)\\s*(==|=|!=)\\s*(.*)");
    private static final Pattern MEMBERSHIP = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");

    private Selector() {}

    static Predicate<JsonNode> of(ResourcePath path, Map<String, String> query) {
        Predicate<JsonNode> selected = object ->
                path.namespace().isEmpty() || text(object, "metadata.namespace").equals(path.namespace());
        if (!path.name().isEmpty()) {
            selected = selected.and(object -> text(object, "metadata.name").equals(path.name()));
        }
        for (String requirement : split(query.getOrDefault("labelSelector", ""))) {
            Predicate<JsonNode> labels = label(requirement);
            selected =
                    selected.and(object -> labels.test(object.path("metadata").path("labels")));
        }
        for (String requirement : split(query.getOrDefault("fieldSelector", ""))) {
            selected = selected.and(field(requirement));
        }
        return selected;
    }

    private static List<String> split(String selector) {
        List<String> requirements = new ArrayList<>();
        for (Matcher matcher = REQUIREMENTS.matcher(selector); matcher.find(); ) {
            requirements.add(matcher.group().strip());
        }
        return requirements;
    }

    private static Predicate<JsonNode> label(String requirement) {
        Matcher membership = MEMBERSHIP.matcher(requirement);
        if (membership.matches()) {
            Set<String> values = Set.of(membership.group(3).strip().split("\\s*,\\s*"));
            boolean in = membership.group(2).equals("in");
            return labels -> values.contains(labels.path(membership.group(1)).asText()) == in;
        }
        Matcher equality = EQUALITY.matcher(requirement);
        if (equality.matches()) {
            boolean equal = !equality.group(2).equals("!=");
            return labels -> labels.path(equality.group(1)).asText().equals(equality.group(3)) == equal;
        }
        return requirement.startsWith("!")
                ? labels -> !labels.has(requirement.substring(1))
                : labels -> labels.has(requirement);
    }

    private static Predicate<JsonNode> field(String requirement) {
        Matcher equality = EQUALITY.matcher(requirement);
        if (!equality.matches()) {
            throw ApiError.badRequest("invalid field selector: " + requirement);
        }
        boolean equal = !equality.group(2).equals("!=");
        return object -> text(object, equality.group(1)).equals(equality.group(3)) == equal;
    }

    private static String text(JsonNode object, String dottedPath) {
        JsonNode node = object;
        for (String word : dottedPath.split("\\.")) {
            node = node.path(word);
        }
        return node.asText();
    }
}
