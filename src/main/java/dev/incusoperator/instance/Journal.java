package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import org.jspecify.annotations.Nullable;

/** Where one reconcile writes down what it does: the status of one resource, where it differs, and its finalizer. */
interface Journal {
    /** The resource as last read or written. */
    IncusInstance latest();

    /** As it stands in the resource. */
    default @Nullable InstanceStatus status() {
        return latest().getStatus();
    }

    /**
     * Whatever else has changed in the resource meanwhile: what is told here has happened. Refused (409) only where another process
     * has written commands since: its record would be lost, and they would run twice.
     */
    void write(InstanceStatus status);

    /** Refused (409) where the resource has changed since it was read: for what must not be done on stale grounds. */
    void writeIfUnchanged(InstanceStatus status);

    void addFinalizer();

    /**
     * Whether the API server itself, asked now, has the resource with our finalizer, and not as one that is being deleted: what is
     * made for it then is not left behind.
     */
    boolean isHeld();

    void removeFinalizer();
}
