package dev.incusoperator.deploy;

/**
 * What an account asked the API server for, and whether it was let.
 *
 * @param namespace empty for what is in none, and for all namespaces at once
 * @param name of the object; empty for a collection
 */
public record Use(String namespace, String name, Right right, boolean allowed) {
    @Override
    public String toString() {
        String where = namespace.isEmpty() ? "" : " in the namespace " + namespace;
        return right + (name.isEmpty() ? "" : " " + name) + where;
    }
}
