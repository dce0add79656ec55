package dev.incusoperator.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A Kubernetes API that is up.
 *
 * @param kind what stands behind it
 * @param name with its version, as reports show it
 * @param kubeconfig a file that leads there with every right; it lives as long as the server
 * @param stop ends what was started for it
 */
public record KubeServer(Kind kind, String name, Path kubeconfig, Runnable stop) implements AutoCloseable {

    /** What an API server can do. */
    public enum Kind {
        /** A kube-apiserver: validates, defaults, authorizes. */
        REAL,
        /** In this process: keeps objects and tells of their changes, and nothing more. */
        EMBEDDED
    }

    /** Whether it validates, defaults, authorizes and collects garbage. */
    public boolean isReal() {
        return kind == Kind.REAL;
    }

    /** A new client; the caller closes it. */
    public KubernetesClient newClient() {
        return newClient(config -> {});
    }

    /** The same, of other settings than the usual ones. */
    KubernetesClient newClient(Consumer<Config> settings) {
        try {
            Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
            settings.accept(config);
            return new KubernetesClientBuilder().withConfig(config).build();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + kubeconfig, e);
        }
    }

    @Override
    public void close() {
        stop.run();
    }
}
