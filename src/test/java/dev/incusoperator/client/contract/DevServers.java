package dev.incusoperator.client.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The script that brought the real servers up, to hurt and to heal them. */
final class DevServers {
    private DevServers() {}

    static boolean there() {
        return System.getenv("INCUS_OPERATOR_DEV_SERVERS") != null;
    }

    /** {@code stop}, {@code start}, {@code restart --kill}, {@code net-cut} … of one server. */
    static void control(String server, String... verb) {
        List<String> command = new ArrayList<>(List.of(
                System.getenv("INCUS_OPERATOR_DEV_SERVERS"),
                "-n",
                System.getenv("INCUS_OPERATOR_DEV_NAME"),
                "ctl",
                server));
        command.addAll(List.of(verb));
        try {
            run(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Our own standard streams are not for others: the build speaks with its tests by them. A daemon may outlive the script. */
    private static void run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("incus-operator-servers", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException(command + " did not succeed: " + Files.readString(output));
            }
        } finally {
            Files.delete(output);
        }
    }
}
