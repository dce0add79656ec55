package dev.incusoperator.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What every benchmark found when it was last run, in a file: one that is run anew changes its own rows only. */
final class Results {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path file;
    private final Map<String, Result> byName = new TreeMap<>();

    Results(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            try {
                JSON.readValue(file.toFile(), new TypeReference<List<Result>>() {})
                        .forEach(result -> byName.put(result.benchmark(), result));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + file + ": mend it, or remove it and measure anew", e);
            }
        }
    }

    List<Result> all() {
        return List.copyOf(byName.values());
    }

    /** In the place of what it found before; written at once. */
    void put(Result result) {
        byName.put(result.benchmark(), result);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, JSON.writeValueAsString(all()) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
