package dev.incusoperator.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The built operator as a process of its own, for what must survive its death and for the demo. It ends with this JVM,
 * however that ends.
 */
public final class OperatorProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration POLL = Duration.ofMillis(50);

    private final Workspace workspace;
    private final ChildProcess process;
    private final int port;
    private final HttpClient http = HttpClient.newBuilder()
            // as a probe speaks: by itself it would ask for another protocol on the way
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private OperatorProcess(Workspace workspace, ChildProcess process, int port) {
        this.workspace = workspace;
        this.process = process;
        this.port = port;
    }

    /** Whether there is a built operator: {@code mvn package} makes it, so it is there for tests that run after packaging. */
    public static boolean isBuilt() {
        return Files.isRegularFile(JAR);
    }

    /** Starts it against that API, with this process' environment and no other settings; does not wait. */
    public static OperatorProcess start(Path kubeconfig) {
        return start(kubeconfig, Map.of(), List.of());
    }

    /**
     * Starts it; does not wait.
     *
     * @param settings environment variables over this process' own, such as {@code QUARKUS_LOG_LEVEL}
     * @param jvmOptions such as {@code -Xmx256m}
     * @throws IllegalStateException where it is not built
     */
    public static OperatorProcess start(Path kubeconfig, Map<String, String> settings, List<String> jvmOptions) {
        return start(kubeconfig, settings, jvmOptions, List.of());
    }

    /** The same, where root's operator may write only what anybody's may. */
    public static OperatorProcess start(
            Path kubeconfig, Map<String, String> settings, List<String> jvmOptions, FilePermissions permissions) {
        return start(kubeconfig, settings, jvmOptions, permissions.wrapper());
    }

    private static OperatorProcess start(
            Path kubeconfig, Map<String, String> settings, List<String> jvmOptions, List<String> wrapper) {
        if (!isBuilt()) {
            throw new IllegalStateException(JAR + " is not there: run mvn package first");
        }
        int port = Ports.free(1).get(0);
        Map<String, String> environment = new HashMap<>();
        environment.put("KUBECONFIG", kubeconfig.toAbsolutePath().toString());
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.putAll(settings);
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-jar");
        command.add(JAR.toAbsolutePath().toString());
        Workspace workspace = new Workspace("operator");
        return new OperatorProcess(workspace, workspace.start("operator", command, environment), port);
    }

    /**
     * Waits until it says that it is ready.
     *
     * @throws IllegalStateException where it ends before, or is not ready within that time; with the end of its log
     */
    public void awaitReady(Duration limit) {
        Instant end = Instant.now().plus(limit);
        while (!isReady()) {
            if (process.waitFor(POLL)) {
                throw new IllegalStateException("The operator ended with exit code " + process.exitCode() + logEnd());
            }
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException(
                        "The operator is not ready after " + limit.toSeconds() + " s" + logEnd());
            }
        }
    }

    /** Whether {@code /q/health/ready} answers 200 now. */
    public boolean isReady() {
        try {
            return ask("/q/health/ready", Duration.ofSeconds(5)).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** What it answers at a path of its own HTTP server, such as {@code /q/metrics}. */
    public String get(String path) {
        try {
            return ask(path, Duration.ofSeconds(30)).body();
        } catch (IOException e) {
            throw new UncheckedIOException("The operator does not answer at " + path, e);
        }
    }

    /** The HTTP status that it answers with at such a path. */
    public int statusOf(String path) {
        try {
            return ask(path, Duration.ofSeconds(30)).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException("The operator does not answer at " + path, e);
        }
    }

    private HttpResponse<String> ask(String path, Duration patience) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(url(path)).timeout(patience).build();
        try {
            // what a request may take ends with the answer's head: once its body never came
            return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no whole answer in " + patience.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking the operator for " + path, e);
        }
    }

    /** Of its own HTTP server: {@code url("/q/metrics")}. */
    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Once it is no longer alive; 128 + the signal where one ended it. */
    public int exitCode() {
        return process.exitCode();
    }

    /** SIGKILL, and waits until it is gone. */
    public void kill() {
        process.kill();
    }

    /** SIGTERM, and waits for its end; false where it still runs after that time. */
    public boolean terminate(Duration limit) {
        process.terminate();
        return process.waitFor(limit);
    }

    /** Sends it that signal: {@code STOP}, {@code CONT}. */
    public void signal(String name) {
        try {
            Process kill = new ProcessBuilder("/bin/kill", "-" + name, Long.toString(pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("SIG" + name + " cannot be sent to " + pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending SIG" + name, e);
        }
    }

    /** Waits for its end; false where it still runs after that time. */
    public boolean awaitEnd(Duration limit) {
        return process.waitFor(limit);
    }

    /** Both its outputs; gone after {@link #close}. */
    public Path log() {
        return process.log();
    }

    public List<String> logTail(int lines) {
        return process.logTail(lines);
    }

    /** Kills it where it still runs, and removes its log. */
    @Override
    public void close() {
        workspace.close();
    }

    private String logEnd() {
        return "; its log ends with:\n" + String.join("\n", logTail(15));
    }
}
