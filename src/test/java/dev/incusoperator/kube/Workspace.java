package dev.incusoperator.kube;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A private directory and the processes that run in it. {@link #close} ends them, last started first, and removes the
 * directory. Should this JVM be killed, alone or with its process group, a small shell that waits for the end of
 * its standard input does the same.
 */
final class Workspace implements AutoCloseable {
    private static final String GUARD = """
            trap '' INT TERM HUP
            pids=
            while read -r word; do
              if [ "$word" = done ]; then exit 0; fi
              pids="$pids $word"
            done
            [ -z "$pids" ] || kill -9 $pids 2>/dev/null
            rm -rf "$0"
            """;

    private final Path directory;
    private final Process guard;
    private final OutputStream toGuard;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Deque<ChildProcess> processes = new ArrayDeque<>();

    Workspace(String name) {
        try {
            directory = Files.createTempDirectory("incus-operator-" + name + "-");
            guard = new ProcessBuilder(ChildProcess.inOwnSession(List.of("/bin/sh", "-c", GUARD, directory.toString())))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            toGuard = guard.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a private directory", e);
        }
    }

    Path path(String file) {
        return directory.resolve(file);
    }

    Path write(String file, String content) {
        try {
            return Files.writeString(path(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a process that ends with this workspace; its output goes to {@code NAME.log}. */
    ChildProcess start(String name, List<String> command, Map<String, String> environment) {
        ChildProcess process = ChildProcess.start(name, command, environment, path(name + ".log"));
        tellGuard(Long.toString(process.pid()));
        processes.push(process);
        return process;
    }

    /** Ends all; a second call does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        while (!processes.isEmpty()) {
            processes.pop().kill();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + directory, e);
        }
        tellGuard("done");
    }

    private void tellGuard(String word) {
        try {
            toGuard.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
            toGuard.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The guard of " + directory + " has ended", e);
        }
    }
}
