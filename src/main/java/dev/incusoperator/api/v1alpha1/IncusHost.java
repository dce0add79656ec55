package dev.incusoperator.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** IncusHost. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("ihost")
public class IncusHost extends CustomResource<HostSpec, HostStatus> implements Namespaced {

    @Override
    protected @Nullable HostSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable HostStatus initStatus() {
        return null;
    }
}
