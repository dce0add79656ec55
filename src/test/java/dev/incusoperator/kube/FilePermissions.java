package dev.incusoperator.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Root may write whatever it likes, which is not so of those who run an operator: takes that from a process. */
public final class FilePermissions {
    private static final List<String> AS_OTHERS = List.of("/usr/bin/setpriv", "--bounding-set=-dac_override");

    private final List<String> wrapper;
    private final boolean heeded;

    private FilePermissions(List<String> wrapper, boolean heeded) {
        this.wrapper = wrapper;
        this.heeded = heeded;
    }

    /** Finds out what this machine lets us do. */
    public static FilePermissions ofThisMachine() {
        try {
            Path closed = Files.createTempFile("incus-operator-", ".closed");
            try {
                Files.setPosixFilePermissions(closed, Set.of());
                if (!Files.isWritable(closed)) {
                    return new FilePermissions(List.of(), true);
                }
                return refused(closed) ? new FilePermissions(AS_OTHERS, true) : new FilePermissions(List.of(), false);
            } finally {
                Files.delete(closed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while trying out what may be written", e);
        }
    }

    /** Whether {@link #AS_OTHERS} works, and a process under it is not let through. */
    private static boolean refused(Path closed) throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of(AS_OTHERS.get(0)))) {
            return false;
        }
        List<String> command = new ArrayList<>(AS_OTHERS);
        command.addAll(List.of("sh", "-c", "test -w \"$0\" && exit 3; exit 4", closed.toString()));
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 4;
    }

    /** What a command is to begin with. */
    List<String> wrapper() {
        return wrapper;
    }

    /** Whether a process that begins so may write only what its permissions say. */
    public boolean areHeeded() {
        return heeded;
    }
}
