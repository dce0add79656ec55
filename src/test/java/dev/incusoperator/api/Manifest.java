package dev.incusoperator.api;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of {@code src/test/resources/manifests}: one document, or two where the second updates the first. One that is to be
 * refused begins with a line {@code # refused: } and a part of the message.
 *
 * @param refusal what the message must contain; empty where it is to be accepted
 */
record Manifest(String name, String refusal, List<GenericKubernetesResource> documents) {
    private static final Path ROOT = Path.of("src/test/resources/manifests");
    private static final String REFUSED = "# refused: ";

    /** All of one folder, by name; every file that is there is one. */
    static Stream<Manifest> in(String folder) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.sorted().map(Manifest::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Manifest read(Path file) {
        try {
            String text = Files.readString(file);
            String refusal = text.startsWith(REFUSED)
                    ? text.lines().findFirst().orElseThrow().substring(REFUSED.length())
                    : "";
            return new Manifest(
                    file.getFileName().toString().replaceFirst("\\.yaml$", ""),
                    refusal,
                    Arrays.stream(text.split("(?m)^---$"))
                            .map(document -> Serialization.unmarshal(document, GenericKubernetesResource.class))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    GenericKubernetesResource first() {
        return documents.get(0);
    }

    GenericKubernetesResource second() {
        return documents.get(1);
    }

    @Override
    public String toString() {
        return name.replace('-', ' ');
    }
}
