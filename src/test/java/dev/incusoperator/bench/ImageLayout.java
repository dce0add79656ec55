package dev.incusoperator.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The operator's image as {@code dev/image} builds it, unpacked: what would be the root directory of its container. */
final class ImageLayout implements AutoCloseable {
    private static final Path TAR = Path.of("target", "incus-operator-image.tar");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final List<String> entrypoint = new ArrayList<>();
    private final String workingDirectory;

    private ImageLayout(Path directory, String workingDirectory) {
        this.directory = directory;
        this.workingDirectory = workingDirectory;
    }

    /** @param jdk which it makes the runtime of */
    static ImageLayout build(Path jdk) {
        run("dev/image", "--jdk", jdk.toString());
        try {
            Path directory = Files.createTempDirectory("bench-image");
            Path packed = Files.createDirectory(directory.resolve("packed"));
            run("tar", "-C", packed.toString(), "-xf", TAR.toString());
            JsonNode manifest = blob(packed, read(packed.resolve("index.json")).at("/manifests/0"));
            JsonNode config = blob(packed, manifest.path("config")).path("config");
            ImageLayout layout =
                    new ImageLayout(directory, config.path("WorkingDir").asText());
            config.path("Entrypoint").forEach(word -> layout.entrypoint.add(word.asText()));
            Files.createDirectory(layout.root());
            for (JsonNode layer : manifest.path("layers")) {
                run(
                        "tar",
                        "-C",
                        layout.root().toString(),
                        "-xpzf",
                        file(packed, layer).toString());
            }
            return layout;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What its container would run, with further options of the JVM, run in this one's place. */
    List<String> command(List<String> options) {
        List<String> words = new ArrayList<>(entrypoint);
        words.set(0, root().resolve("opt/java/bin/java").toString());
        words.addAll(1, options);
        return words;
    }

    /** Where that is run. */
    Path workingDirectory() {
        return root().resolve(workingDirectory.substring(1));
    }

    boolean hasAotCache() {
        return entrypoint.stream().anyMatch(word -> word.startsWith("-XX:AOTCache="));
    }

    private Path root() {
        return directory.resolve("root");
    }

    private static JsonNode blob(Path packed, JsonNode descriptor) throws IOException {
        return read(file(packed, descriptor));
    }

    private static Path file(Path packed, JsonNode descriptor) {
        return packed.resolve("blobs/" + descriptor.path("digest").asText().replace(':', '/'));
    }

    private static JsonNode read(Path file) throws IOException {
        return JSON.readTree(file.toFile());
    }

    private static void run(String... command) {
        RealIncus.run(List.of(command), Map.of());
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
