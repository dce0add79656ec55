package dev.incusoperator.instance;

import java.util.Map;
import java.util.Optional;

/** The labels of namespaces, from memory. */
@FunctionalInterface
public interface NamespaceLabels {
    /** Empty where the namespace is not known (yet): nobody can say then which rules are for it. */
    Optional<Map<String, String>> of(String namespace);
}
