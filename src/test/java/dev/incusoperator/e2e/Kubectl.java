package dev.incusoperator.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** kubectl, from KUBEBUILDER_ASSETS or the PATH. */
record Kubectl(Path program, Path kubeconfig) {

    /** Ends the test by an assumption where there is none. */
    static Kubectl orSkip(Path kubeconfig) {
        Optional<Path> program = found();
        assumeTrue(program.isPresent(), "no kubectl in KUBEBUILDER_ASSETS or on the PATH");
        return new Kubectl(program.orElseThrow(), kubeconfig);
    }

    /** What it prints as YAML. */
    JsonNode yaml(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(List.of("--kubeconfig", kubeconfig.toString(), "--request-timeout", "60s"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-o", "yaml"));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + " did not succeed: " + printed);
            }
            return Serialization.yamlMapper().readTree(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Path> found() {
        return Stream.concat(
                        Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS")).stream(),
                        Stream.of(System.getenv("PATH").split(":")))
                .map(directory -> Path.of(directory, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
