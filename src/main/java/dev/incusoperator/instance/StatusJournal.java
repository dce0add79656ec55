package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.net.HttpURLConnection;
import java.util.List;
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
        try {
            apply(status, version(latest));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            IncusInstance now = read();
            if (now == null || !isSame(now) || !showsCommandsOf(now, status)) {
                throw e;
            }
            apply(status, version(now));
        }
    }

    /** Whether no command was begun or recorded since by another process: the write would erase it, and it would be run again. */
    private boolean showsCommandsOf(IncusInstance now, InstanceStatus written) {
        List<ExecStatus> commands = commands(now.getStatus());
        return commands.equals(commands(latest.getStatus())) || commands.equals(commands(written));
    }

    private static List<ExecStatus> commands(@Nullable InstanceStatus status) {
        return status == null ? List.of() : status.execOrEmpty();
    }

    @Override
    public void writeIfUnchanged(InstanceStatus status) {
        apply(status, version(latest));
    }

    @Override
    public void addFinalizer() {
        if (!latest.hasFinalizer(Api.INSTANCE_FINALIZER)) {
            latest = context.resourceOperations().addFinalizer(Api.INSTANCE_FINALIZER);
        }
    }

    @Override
    public boolean isHeld() {
        IncusInstance now = read();
        return now != null && isSame(now) && now.hasFinalizer(Api.INSTANCE_FINALIZER) && !now.isMarkedForDeletion();
    }

    private @Nullable IncusInstance read() {
        return context.getClient()
                .resources(IncusInstance.class)
                .inNamespace(latest.getMetadata().getNamespace())
                .withName(latest.getMetadata().getName())
                .get();
    }

    private boolean isSame(IncusInstance now) {
        return Objects.equals(now.getMetadata().getUid(), latest.getMetadata().getUid());
    }

    private static String version(IncusInstance resource) {
        return resource.getMetadata().getResourceVersion();
    }

    @Override
    public void removeFinalizer() {
        if (latest.hasFinalizer(Api.INSTANCE_FINALIZER)) {
            context.resourceOperations().removeFinalizer(Api.INSTANCE_FINALIZER);
        }
    }

    private void apply(InstanceStatus status, String resourceVersion) {
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
