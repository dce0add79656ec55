package dev.incusoperator.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The same asked by Python's requests over the unix socket. */
final class PythonRequests implements AutoCloseable {
    private static final String SCRIPT = "/bench/get.py";
    private static final int SECONDS = 4;

    private final Path script;
    private final Path socket;
    private final String path;

    /** @param path of the API, with its query */
    PythonRequests(Path socket, String path) {
        this.socket = socket;
        this.path = path;
        try (InputStream text = PythonRequests.class.getResourceAsStream(SCRIPT)) {
            if (text == null) {
                throw new IllegalStateException(SCRIPT + " is not on the class path");
            }
            script = Files.createTempFile("bench-get", ".py");
            Files.write(script, text.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there is a Python 3 with requests. */
    static boolean isThere() {
        try {
            return new ProcessBuilder("python3", "-c", "import requests")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for Python", e);
        }
    }

    Percentiles measure(int threads) {
        return Percentiles.parse(RealIncus.run(
                List.of(
                        "python3",
                        script.toString(),
                        socket.toString(),
                        path,
                        Integer.toString(SECONDS),
                        Integer.toString(threads)),
                Map.of()));
    }

    @Override
    public void close() {
        try {
            Files.delete(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
