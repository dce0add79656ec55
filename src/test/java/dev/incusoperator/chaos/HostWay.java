package dev.incusoperator.chaos;

/** A wire to a host. */
public interface HostWay extends AutoCloseable {
    Wire wire();

    @Override
    void close();
}
