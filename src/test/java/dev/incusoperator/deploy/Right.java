package dev.incusoperator.deploy;

/**
 * One thing that can be done with one sort of object.
 *
 * @param group empty for the core group
 * @param resource in the plural, {@code pods}; with a subresource {@code pods/status}
 */
public record Right(String group, String resource, String verb) {
    /** {@code patch incusinstances.incusoperator.dev/status}. */
    @Override
    public String toString() {
        int slash = resource.indexOf('/');
        String plural = slash < 0 ? resource : resource.substring(0, slash);
        String subresource = slash < 0 ? "" : resource.substring(slash);
        return verb + " " + plural + (group.isEmpty() ? "" : "." + group) + subresource;
    }
}
