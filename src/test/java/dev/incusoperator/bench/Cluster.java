package dev.incusoperator.bench;

import dev.incusoperator.kube.Crds;
import dev.incusoperator.kube.KubeLadder;
import dev.incusoperator.kube.KubeServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/** A Kubernetes API of a benchmark's own, new, with the operator's resource definitions. */
final class Cluster implements AutoCloseable {
    private static final String VERSION = "incus-operator.bench.kube";

    private final KubeServer server;
    private final KubernetesClient client;

    /** @throws Benchmark.NotHere where there is none but the embedded one, whose pace says nothing */
    Cluster() {
        server = KubeLadder.ofEnvironment().climb();
        if (!server.isReal()) {
            server.close();
            throw new Benchmark.NotHere("no kube-apiserver can be had: set KUBEBUILDER_ASSETS to a directory with one");
        }
        System.setProperty(VERSION, server.name());
        client = server.newClient();
        Crds.install(client);
    }

    /** Of the API server that was last started; empty before. */
    static String version() {
        return System.getProperty(VERSION, "");
    }

    KubernetesClient client() {
        return client;
    }

    Path kubeconfig() {
        return server.kubeconfig();
    }

    ApiRequests requests() {
        return ApiRequests.parse(client.raw("/metrics"));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
