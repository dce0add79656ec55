package dev.incusoperator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The API that a kubeconfig names, where that is asked for: by a variable of ours, or because dev/servers started it. */
final class CurrentKube implements Rung {

    @Override
    public String word() {
        return "current";
    }

    @Override
    public Climb climb(Map<String, String> environment) {
        Optional<Path> asked = askedFor(environment);
        if (asked.isEmpty()) {
            return new Climb.NotHere("a kubeconfig is used only with INCUS_OPERATOR_USE_KUBECONFIG=true");
        }
        Path file = asked.get();
        if (!Files.isReadable(file)) {
            throw new IllegalStateException("The kubeconfig asked for is not readable: " + file);
        }
        KubeServer server = new KubeServer(KubeServer.Kind.REAL, "", file, () -> {});
        // one that is not there is told soon
        try (KubernetesClient client = server.newClient(config -> config.setRequestRetryBackoffLimit(2))) {
            boolean fromDevServers = !asksPlainly(environment);
            if (fromDevServers && !isLoopback(client.getMasterUrl().getHost())) {
                return new Climb.NotHere("KUBECONFIG names " + client.getMasterUrl()
                        + ", which dev/servers did not start; to use it set INCUS_OPERATOR_USE_KUBECONFIG=true");
            }
            String version = client.getKubernetesVersion().getGitVersion();
            return new Climb.Up(new KubeServer(KubeServer.Kind.REAL, "kube-apiserver " + version, file, () -> {}));
        } catch (KubernetesClientException e) {
            throw new IllegalStateException("The kubeconfig asked for leads to no Kubernetes API: " + file, e);
        }
    }

    private static Optional<Path> askedFor(Map<String, String> environment) {
        Optional<Path> ours = Optional.ofNullable(environment.get("INCUS_OPERATOR_TEST_KUBECONFIG"))
                .map(Path::of);
        if (ours.isPresent()) {
            return ours;
        }
        boolean devServers = environment.containsKey("INCUS_OPERATOR_TEST_KUBE_VERSION");
        if (!asksPlainly(environment) && !devServers) {
            return Optional.empty();
        }
        return Optional.ofNullable(environment.get("KUBECONFIG"))
                .map(Path::of)
                .or(() -> asksPlainly(environment)
                        ? Optional.of(Path.of(System.getProperty("user.home"), ".kube", "config"))
                        : Optional.empty());
    }

    private static boolean asksPlainly(Map<String, String> environment) {
        return "true".equals(environment.get("INCUS_OPERATOR_USE_KUBECONFIG"))
                || environment.containsKey("INCUS_OPERATOR_TEST_KUBECONFIG");
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1") || host.equals("[::1]");
    }
}
