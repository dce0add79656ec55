package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import org.jspecify.annotations.Nullable;

/**
 * Writes the status of one resource during one reconcile, by server-side apply of the status alone, and only where it
 * differs from what stands there.
 */
final class StatusJournal {
    private final Context<IncusInstance> context;
    private IncusInstance latest;

    StatusJournal(IncusInstance resource, Context<IncusInstance> context) {
        this.latest = resource;
        this.context = context;
    }

    /** The resource as last read or written. */
    IncusInstance latest() {
        return latest;
    }

    @Nullable
    InstanceStatus status() {
        return latest.getStatus();
    }

    /** Whatever else has changed in the resource meanwhile: what is told here has happened. */
    void write(InstanceStatus status) {
        apply(status, null);
    }

    /** Refused (409) where the resource has changed since it was read: for what must not be done on stale grounds. */
    void writeIfUnchanged(InstanceStatus status) {
        apply(status, latest.getMetadata().getResourceVersion());
    }

    void addFinalizer() {
        if (!latest.hasFinalizer(Api.INSTANCE_FINALIZER)) {
            latest = context.resourceOperations().addFinalizer(Api.INSTANCE_FINALIZER);
        }
    }

    void removeFinalizer() {
        if (latest.hasFinalizer(Api.INSTANCE_FINALIZER)) {
            context.resourceOperations().removeFinalizer(Api.INSTANCE_FINALIZER);
        }
    }

    private void apply(InstanceStatus status, @Nullable String resourceVersion) {
        if (status.equals(latest.getStatus())) {
            return;
        }
        IncusInstance patch = new IncusInstance();
        patch.setMetadata(new ObjectMetaBuilder()
                .withNamespace(latest.getMetadata().getNamespace())
                .withName(latest.getMetadata().getName())
                .withResourceVersion(resourceVersion)
                .build());
        patch.setStatus(status);
        latest = context.resourceOperations().serverSideApplyPrimaryStatus(patch);
    }
}
