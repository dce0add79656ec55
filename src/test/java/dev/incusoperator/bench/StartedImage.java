package dev.incusoperator.bench;

import dev.incusoperator.kube.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The image's own process, started from its layout as it stands on the disk. */
final class StartedImage implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final String AT_WORK = "is at work on";

    private final Process process;
    private final Path log;
    private final HttpRequest ready;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private StartedImage(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    /** @param options of the JVM, beside the image's own */
    static StartedImage start(ImageLayout image, Path kubeconfig, List<String> options) {
        int port = Ports.free(1).get(0);
        try {
            Path log = Files.createTempFile("bench-image", ".log");
            ProcessBuilder builder = new ProcessBuilder(image.command(options))
                    .directory(image.workingDirectory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment()
                    .putAll(Map.of(
                            "KUBECONFIG",
                            kubeconfig.toAbsolutePath().toString(),
                            "INCUS_OPERATOR_NAMESPACE",
                            MeasuredOperator.NAMESPACE,
                            "QUARKUS_HTTP_HOST",
                            "127.0.0.1",
                            "QUARKUS_HTTP_PORT",
                            Integer.toString(port)));
            return new StartedImage(builder.start(), log, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It is asked once it says that it is at work: answering a hundred probes meanwhile would be part of what is measured. */
    void awaitReady() {
        Awaitility.await("the image is ready")
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .atMost(LIMIT)
                .until(() -> isAtWork() && isReady());
    }

    private boolean isAtWork() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the image has ended: " + log());
        }
        return log().contains(AT_WORK);
    }

    private boolean isReady() {
        try {
            return http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    ProcessFigures figures() {
        return new ProcessFigures(process.pid());
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Files.delete(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ending the image", e);
        }
    }
}
