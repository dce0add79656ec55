package dev.incusoperator.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** IncusInstance. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("iinst")
public class IncusInstance extends CustomResource<InstanceSpec, InstanceStatus> implements Namespaced {

    /** The instance's name on its host: as declared, else the resource's own. */
    public String instanceName() {
        String declared = getSpec() == null ? null : getSpec().instanceName();
        return declared == null ? getMetadata().getName() : declared;
    }

    @Override
    protected @Nullable InstanceSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable InstanceStatus initStatus() {
        return null;
    }
}
