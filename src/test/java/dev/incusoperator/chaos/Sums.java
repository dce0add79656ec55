package dev.incusoperator.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What was done on purpose, and what came of it: a line each, which {@code dev/test --chaos} prints at its end. */
public final class Sums {
    private static final Path FILE = Path.of("target", "chaos.txt");

    private Sums() {}

    /** Prints it, and leaves it with the build's other results. */
    public static void tell(String line) {
        System.out.println(line);
        try {
            Files.writeString(FILE, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
