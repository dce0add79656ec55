package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes into the Kubernetes API, the status by server-side apply of the status alone. */
final class StatusJournal implements Journal {
    private final Context<IncusInstance> context;
    private IncusInstance latest;

    StatusJournal(IncusInstance resource, Context<IncusInstance> context) {
        this.latest = resource;
        this.context = context;
    }

    @Override
    public IncusInstance latest() {
        return latest;
    }

    @Override
    public void write(InstanceStatus status) {
        apply(status, null);
    }

    @Override
    public void writeIfUnchanged(InstanceStatus status) {
        apply(status, latest.getMetadata().getResourceVersion());
    }

    @Override
    public void addFinalizer() {
        if (!latest.hasFinalizer(Api.INSTANCE_FINALIZER)) {
            latest = context.resourceOperations().addFinalizer(Api.INSTANCE_FINALIZER);
        }
    }

    @Override
    public boolean isHeld() {
        IncusInstance now = context.getClient()
                .resources(IncusInstance.class)
                .inNamespace(latest.getMetadata().getNamespace())
                .withName(latest.getMetadata().getName())
                .get();
        return now != null
                && Objects.equals(
                        now.getMetadata().getUid(), latest.getMetadata().getUid())
                && now.hasFinalizer(Api.INSTANCE_FINALIZER)
                && !now.isMarkedForDeletion();
    }

    @Override
    public void removeFinalizer() {
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
