package dev.incusoperator.policy;

import dev.incusoperator.api.v1alpha1.AccessNamespaces;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;

/** Whether a rule is for a namespace: by name, or by a label selector as Kubernetes reads it. */
final class NamespaceMatch {
    private NamespaceMatch() {}

    static boolean matches(AccessNamespaces namespaces, String name, Map<String, String> labels) {
        LabelSelector selector = namespaces.selector();
        return namespaces.namesOrEmpty().contains(name) || (selector != null && selects(selector, labels));
    }

    private static boolean selects(LabelSelector selector, Map<String, String> labels) {
        Map<String, String> wanted = selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
        List<LabelSelectorRequirement> expressions =
                selector.getMatchExpressions() == null ? List.of() : selector.getMatchExpressions();
        return wanted.entrySet().stream().allMatch(label -> label.getValue().equals(labels.get(label.getKey())))
                && expressions.stream().allMatch(expression -> holds(expression, labels));
    }

    /** What Kubernetes would not take for a selector selects nothing: neither an unknown operator nor one without its values. */
    private static boolean holds(LabelSelectorRequirement expression, Map<String, String> labels) {
        List<String> values = expression.getValues() == null ? List.of() : expression.getValues();
        String actual = labels.get(expression.getKey());
        return switch (String.valueOf(expression.getOperator())) {
            case "In" -> actual != null && values.contains(actual);
            case "NotIn" -> !values.isEmpty() && (actual == null || !values.contains(actual));
            case "Exists" -> values.isEmpty() && actual != null;
            case "DoesNotExist" -> values.isEmpty() && actual == null;
            default -> false;
        };
    }
}
