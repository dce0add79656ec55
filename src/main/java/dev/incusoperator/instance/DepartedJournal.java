package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;

/** The resource of an instance as it was when it went, marked as being deleted: what is written down of it is kept in memory. */
final class DepartedJournal implements Journal {
    private final IncusInstance resource;

    DepartedJournal(IncusInstance resource) {
        this.resource = resource;
    }

    @Override
    public IncusInstance latest() {
        return resource;
    }

    @Override
    public void write(InstanceStatus status) {
        resource.setStatus(status);
    }

    @Override
    public void writeIfUnchanged(InstanceStatus status) {
        write(status);
    }

    @Override
    public void addFinalizer() {
        resource.addFinalizer(Api.INSTANCE_FINALIZER);
    }

    /** Nothing is made for a resource that is gone. */
    @Override
    public boolean isHeld() {
        return false;
    }

    @Override
    public void removeFinalizer() {
        resource.removeFinalizer(Api.INSTANCE_FINALIZER);
    }
}
