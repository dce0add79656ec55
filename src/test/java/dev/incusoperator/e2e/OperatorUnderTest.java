package dev.incusoperator.e2e;

import dev.incusoperator.kube.FilePermissions;
import dev.incusoperator.kube.OperatorProcess;
import dev.incusoperator.kube.TestKube;
import dev.incusoperator.kube.TestNamespace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The one operator of a test run: started once, against the shared Kubernetes API, and killed only where a story wants it. */
final class OperatorUnderTest implements AutoCloseable {
    // that it is 5 s is in how it is made, see TerminationTest: here it is enough that it ends by itself
    private static final Duration TERMINATION_LIMIT = Duration.ofSeconds(90);
    private static final Duration START_LIMIT = Duration.ofSeconds(120);

    // it lives for minutes: what costs CPU at its start is not worth it; and output of any size must fit into little
    // memory
    static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx160m");

    private final TestKube kube;
    private final Path kubeconfig;
    private final Map<String, String> settings;
    private final FilePermissions permissions = FilePermissions.ofThisMachine();
    private final TestNamespace namespace;
    private final PlantedSecrets secrets;
    private final Path kept;
    private volatile OperatorProcess process;
    private long readUntil;

    /** The one that most stories share. */
    OperatorUnderTest() {
        this("operator-under-test", TestKube.get(), TestKube.get().kubeconfig(), Map.of());
    }

    /**
     * @param name of what it has logged, among the build's other results
     * @param kubeconfig leads to that API, by whatever way
     * @param settings environment variables beside those that every story needs
     */
    OperatorUnderTest(String name, TestKube kube, Path kubeconfig, Map<String, String> settings) {
        this.kept = Path.of("target", name + ".log");
        this.kube = kube;
        this.kubeconfig = kubeconfig;
        this.settings = settings;
        this.namespace = kube.freshNamespace();
        this.secrets = new PlantedSecrets(kube.client());
        forget(kept);
        this.process = start(Map.of());
    }

    private static void forget(Path log) {
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestKube kube() {
        return kube;
    }

    /** The operator's own, where the Secrets of ClusterIncusHosts are. */
    String namespace() {
        return namespace.name();
    }

    /** SIGKILL; it stays away until {@link #startAgain}. */
    void kill() {
        process.kill();
    }

    /** SIGTERM; its exit code. It stays away until {@link #startAgain}. */
    int terminate() {
        if (!process.terminate(TERMINATION_LIMIT)) {
            throw new AssertionError("it still runs after " + TERMINATION_LIMIT.toSeconds() + " s");
        }
        return process.exitCode();
    }

    /** After {@link #kill}; also after it has ended by itself, which no story wants, so that the next one has an operator. */
    void startAgain() {
        if (!process.isAlive()) {
            end();
            process = start(Map.of());
        }
    }

    /** Ends it, and starts it with these settings more. */
    void startAgainWith(Map<String, String> more) {
        process.kill();
        end();
        process = start(more);
    }

    /** Waits for its end; false where it still runs after that time. */
    boolean awaitEnd(Duration limit) {
        return process.awaitEnd(limit);
    }

    /** Whether it is kept from using a socket by the socket's permissions, which root usually is not. */
    boolean heedsPermissions() {
        return permissions.areHeeded();
    }

    long pid() {
        return process.pid();
    }

    /** SIGSTOP: it does nothing any more, and does not know. */
    void freeze() {
        process.signal("STOP");
    }

    /** SIGCONT: it goes on as if no time had passed. */
    void thaw() {
        process.signal("CONT");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    List<String> logTail(int lines) {
        return process.logTail(lines);
    }

    /** How often it has looked at an instance since it was started. */
    long reconciliations() {
        return new OperatorMetrics(process).reconciliations();
    }

    /** One more on the same cluster that, as this one, takes itself for the only one; the caller closes it. */
    OperatorProcess startAnother() {
        return start(Map.of());
    }

    /** A second one, with these settings more. */
    OperatorProcess startAnotherWith(Map<String, String> more) {
        return start(more);
    }

    /** What must not be seen of it. */
    PlantedSecrets secrets() {
        return secrets;
    }

    /** Fails where the value of a Secret was seen: in a resource, in an Event, in what it logged, in its metrics. */
    void showsNoSecret() {
        readLog();
        if (process.isAlive()) {
            secrets.inspect("/q/metrics", process.get("/q/metrics"));
        }
        secrets.assertNoneShown();
    }

    private void readLog() {
        try (FileChannel log = FileChannel.open(process.log())) {
            ByteBuffer news = ByteBuffer.allocate(Math.toIntExact(log.size() - readUntil));
            log.read(news, readUntil);
            readUntil += news.position();
            secrets.inspect("the operator's log", new String(news.array(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How it answers at a path of its own HTTP server. */
    int statusOf(String path) {
        return process.statusOf(path);
    }

    private OperatorProcess start(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("INCUS_OPERATOR_NAMESPACE", namespace.name());
        environment.put("INCUS_OPERATOR_NAMESPACED_HOSTS_ALLOW_LOCAL_ADDRESSES", "true");
        environment.putAll(settings);
        OperatorProcess started = OperatorProcess.start(kubeconfig, environment, JVM, permissions);
        started.awaitReady(START_LIMIT);
        return started;
    }

    /** What it has logged stays with the build's other results. */
    private void end() {
        readLog();
        readUntil = 0;
        try (OutputStream all = Files.newOutputStream(kept, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            Files.copy(process.log(), all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            process.close();
        }
    }

    @Override
    public void close() {
        end();
        secrets.close();
        namespace.close();
    }
}
