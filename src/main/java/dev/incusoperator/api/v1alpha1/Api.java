package dev.incusoperator.api.v1alpha1;

/** The names that users and the operator agree on. */
public final class Api {
    public static final String GROUP = "incusoperator.dev";
    public static final String VERSION = "v1alpha1";

    /** The category of all three kinds: {@code kubectl get incus} lists them together. */
    public static final String CATEGORY = "incus";

    /** {@code "true"}: nothing is written to the host for this resource; its status goes on. */
    public static final String PAUSED = GROUP + "/paused";

    /** {@code "true"}: the steps that would run are listed in the status, none is run. */
    public static final String DRY_RUN = GROUP + "/dry-run";

    /** Any value, by custom a time: when it changes, the instance is restarted once, as {@code kubectl rollout restart} does. */
    public static final String RESTARTED_AT = GROUP + "/restartedAt";

    /**
     * The name of an exec entry that is to run once more, whatever its trigger says; after a blank whatever makes this
     * request another one than the last: {@code greet}, {@code greet 2}.
     */
    public static final String RERUN = GROUP + "/rerun";

    /** {@code "true"}: a resource that is being deleted lets go of its instance without asking the host. */
    public static final String FORCE_ORPHAN = GROUP + "/force-orphan";

    /** On a host: the certificate fingerprint (64 hex digits) of the server that it may be from now on. */
    public static final String ACCEPT_SERVER = GROUP + "/accept-server";

    /** On an IncusInstance from just before the first write to its host until the instance is gone or let go. */
    public static final String INSTANCE_FINALIZER = GROUP + "/instance";

    /** On a host while instances use it. */
    public static final String HOST_FINALIZER = GROUP + "/host";

    private Api() {}
}
