package dev.incusoperator.report;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Carries the counts from the JVM of the unit tests to that of the integration tests, so that the block that is printed last
 * tells of both. The build names the file; without a build there is none.
 */
record ReportFile(Optional<Path> file, boolean continues) {

    static ReportFile ofThisBuild() {
        return new ReportFile(
                Optional.ofNullable(System.getProperty("server.report.file")).map(Path::of),
                Boolean.getBoolean("server.report.continues"));
    }

    /** What the JVM before counted; nothing in the first. */
    Properties earlier() {
        Properties counts = new Properties();
        if (continues && file.isPresent() && Files.exists(file.get())) {
            try (Reader reader = Files.newBufferedReader(file.get())) {
                counts.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return counts;
    }

    void write(Properties counts) {
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(file.get().toAbsolutePath().getParent());
            try (Writer writer = Files.newBufferedWriter(file.get())) {
                counts.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
