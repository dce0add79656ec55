package dev.incusoperator.host;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;

/** Stands in where nothing says who uses hosts: then none is in use. */
@DefaultBean
@ApplicationScoped
public class UnknownUsage implements HostUsage {
    @Override
    public boolean inUse(HostKey host) {
        return false;
    }

    @Override
    public void onChange(Consumer<HostKey> listener) {
        // Nothing ever changes.
    }
}
