package dev.incusoperator.kube;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/** K3s in Docker, by Testcontainers, where a Docker engine answers. */
final class DockerKube implements Rung {
    private static final DockerImageName IMAGE = DockerImageName.parse("rancher/k3s:v1.33.4-k3s1");

    @Override
    public String word() {
        return "docker";
    }

    @Override
    public Climb climb(Map<String, String> environment) {
        if (!hasSocket(environment) || !DockerClientFactory.instance().isDockerAvailable()) {
            return new Climb.NotHere("no Docker engine answers");
        }
        Workspace workspace = new Workspace("k3s");
        K3sContainer k3s = new K3sContainer(IMAGE);
        try {
            k3s.start();
            Path kubeconfig = workspace.write("kubeconfig", k3s.getKubeConfigYaml());
            return new Climb.Up(
                    new KubeServer(KubeServer.Kind.REAL, "K3s " + IMAGE.getVersionPart(), kubeconfig, () -> {
                        k3s.stop();
                        workspace.close();
                    }));
        } catch (RuntimeException e) {
            k3s.stop();
            workspace.close();
            return new Climb.NotHere("K3s does not start in Docker: " + e.getMessage());
        }
    }

    /** Testcontainers asks loudly and long; without any of these it would ask for nothing. */
    private static boolean hasSocket(Map<String, String> environment) {
        if (environment.containsKey("DOCKER_HOST")) {
            return true;
        }
        String home = System.getProperty("user.home");
        return Stream.of(
                        Path.of("/var/run/docker.sock"),
                        Path.of(home, ".docker", "run", "docker.sock"),
                        Path.of(environment.getOrDefault("XDG_RUNTIME_DIR", "/nonexistent"), "docker.sock"))
                .anyMatch(Files::exists);
    }
}
