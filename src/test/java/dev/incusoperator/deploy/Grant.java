package dev.incusoperator.deploy;

/** A right that an account has; {@code namespace} is empty where it has it everywhere. */
public record Grant(String namespace, Right right) {
    boolean everywhere() {
        return namespace.isEmpty();
    }

    @Override
    public String toString() {
        return right + (everywhere() ? " everywhere" : " in the namespace " + namespace);
    }
}
