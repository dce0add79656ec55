package dev.incusoperator.host;

import dev.incusoperator.client.model.InstanceRef;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a listener is told. */
final class HeardChanges implements HostListener {
    final List<HostKey> hosts = new CopyOnWriteArrayList<>();
    final List<InstanceRef> instances = new CopyOnWriteArrayList<>();
    volatile boolean synced;

    @Override
    public void hostChanged(HostKey host) {
        hosts.add(host);
    }

    @Override
    public void instanceChanged(HostKey host, InstanceRef instance) {
        instances.add(instance);
    }

    @Override
    public void hostsSynced() {
        synced = true;
    }
}
