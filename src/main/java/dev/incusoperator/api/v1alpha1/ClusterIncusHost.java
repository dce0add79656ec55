package dev.incusoperator.api.v1alpha1;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** ClusterIncusHost. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("cihost")
public class ClusterIncusHost extends CustomResource<HostSpec, HostStatus> {

    @Override
    protected @Nullable HostSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable HostStatus initStatus() {
        return null;
    }
}
