package dev.incusoperator.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code kubectl kustomize}, where there is a kubectl: beside the API server's programs, or on the PATH. */
public final class Kustomize {
    private static final Path OVERLAYS = Path.of("deploy", "kustomize", "overlays");

    private Kustomize() {}

    public static Optional<Path> kubectl() {
        String path = System.getenv().getOrDefault("PATH", "");
        String assets = System.getenv().getOrDefault("KUBEBUILDER_ASSETS", "");
        return Stream.concat(Stream.of(assets), Arrays.stream(path.split(":")))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The objects of an overlay. */
    public static List<GenericKubernetesResource> build(String overlay) {
        try {
            Process process = new ProcessBuilder(
                            kubectl().orElseThrow().toString(),
                            "kustomize",
                            OVERLAYS.resolve(overlay).toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return documents(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static List<GenericKubernetesResource> documents(String yaml) {
        return Arrays.stream(yaml.split("(?m)^---$"))
                .filter(document -> document.contains("kind:"))
                .map(document -> Serialization.unmarshal(document, GenericKubernetesResource.class))
                .toList();
    }
}
