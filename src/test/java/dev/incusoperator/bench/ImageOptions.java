package dev.incusoperator.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JVM's options in the image. */
final class ImageOptions {
    private static final Path DOCKERFILE = Path.of("Dockerfile");

    private ImageOptions() {}

    /** Without the AOT cache, which is in the image only. */
    static List<String> ofDockerfile() {
        try {
            return of(Files.readString(DOCKERFILE)).stream()
                    .filter(option -> !option.startsWith("-XX:AOTCache="))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands between {@code java} and {@code -jar} of the ENTRYPOINT. */
    static List<String> of(String dockerfile) throws IOException {
        String entrypoint = dockerfile.substring(dockerfile.indexOf("ENTRYPOINT") + "ENTRYPOINT".length());
        String[] words =
                new ObjectMapper().readValue(entrypoint.replace("\\\n", " ").split("]", 2)[0] + "]", String[].class);
        List<String> all = List.of(words);
        return all.subList(1, all.indexOf("-jar"));
    }
}
