package dev.incusoperator.api.v1alpha1;

/** The names that users and the operator agree on. */
public final class Api {
    public static final String GROUP = "incusoperator.dev";
    public static final String VERSION = "v1alpha1";

    private Api() {}
}
