package dev.incusoperator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process of this machine uses, by {@code /proc}. Each method throws {@link UncheckedIOException} once it has ended. */
record ProcessFigures(long pid) {
    private static final int TICKS_A_SECOND = 100;

    /** What it has used so far of all processors. */
    double cpuSeconds() {
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        // utime and stime: fields 14 and 15 of proc(5), the first two of which are before the last bracket
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_A_SECOND;
    }

    /** In MiB. */
    double residentMemory() {
        return number("VmRSS") / 1024.0;
    }

    long threads() {
        return number("Threads");
    }

    long openFiles() {
        try (Stream<Path> files = Files.list(file("fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long number(String word) {
        return read("status")
                .lines()
                .filter(line -> line.startsWith(word + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private String read(String file) {
        try {
            return Files.readString(file(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }
}
