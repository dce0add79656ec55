package dev.incusoperator.e2e;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.ServerInfo.Product;

/** A server on which instances can live, with an image {@code busybox} in its own store; and a way to it past the operator. */
interface Place extends AutoCloseable {
    Product product();

    /** With every right; closed with the place. */
    IncusClient client();

    /** The part of a host's spec that says how it is connected to, as YAML; makes the Secrets that it names. */
    String connection(Story story);

    @Override
    void close();
}
