package dev.incusoperator.bench;

import dev.incusoperator.client.IncusClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real Incus of the environment, and its own command line: what the operator is measured against. */
final class RealIncus implements AutoCloseable {
    private final Path socket;
    private final Path configuration;
    private final IncusClient client;

    private RealIncus(Path socket) {
        this.socket = socket;
        this.client = IncusClient.builder().target(socket.toString()).build();
        try {
            this.configuration = Files.createTempDirectory("bench-incus");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws Benchmark.NotHere where there is none */
    static RealIncus ofEnvironment() {
        String socket = System.getenv().getOrDefault("INCUS_OPERATOR_TEST_INCUS_SOCKET", "");
        if (socket.isEmpty()) {
            throw new Benchmark.NotHere("no Incus: INCUS_OPERATOR_TEST_INCUS_SOCKET is not set (dev/bench sets it)");
        }
        return new RealIncus(Path.of(socket));
    }

    Path socket() {
        return socket;
    }

    IncusClient client() {
        return client;
    }

    /** The network that its default profile has. */
    String network() {
        return client.server().profiles("default").stream()
                .flatMap(profile -> profile.devices().values().stream())
                .filter(device -> "nic".equals(device.get("type")) && device.containsKey("network"))
                .map(device -> device.get("network"))
                .findFirst()
                .orElseThrow(() -> new Benchmark.NotHere("the Incus has no network in its default profile"));
    }

    /** A shell's script, with incus in it; how long it took, in seconds. */
    double time(String script) {
        long begun = System.nanoTime();
        run(List.of("sh", "-ec", script), environment());
        return (System.nanoTime() - begun) / 1e9;
    }

    private Map<String, String> environment() {
        return Map.of("INCUS_SOCKET", socket.toString(), "INCUS_CONF", configuration.toString());
    }

    /** What it says. */
    static String run(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " failed: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }

    @Override
    public void close() {
        client.close();
        try (var files = Files.walk(configuration)) {
            List<Path> all = new ArrayList<>(files.toList());
            java.util.Collections.reverse(all);
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
