package dev.incusoperator.instance;

import java.util.Map;

/** The labels of namespaces, from memory. */
@FunctionalInterface
public interface NamespaceLabels {
    /** Empty where the namespace is not known. */
    Map<String, String> of(String namespace);
}
