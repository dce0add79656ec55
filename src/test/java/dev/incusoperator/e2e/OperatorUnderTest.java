package dev.incusoperator.e2e;

import dev.incusoperator.kube.FilePermissions;
import dev.incusoperator.kube.OperatorProcess;
import dev.incusoperator.kube.TestKube;
import dev.incusoperator.kube.TestNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
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

    private final TestKube kube = TestKube.get();
    private final FilePermissions permissions = FilePermissions.ofThisMachine();
    private final TestNamespace namespace = kube.freshNamespace();
    private OperatorProcess process = start();
    private int started;

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
            process = start();
        }
    }

    /** Whether it is kept from using a socket by the socket's permissions, which root usually is not. */
    boolean heedsPermissions() {
        return permissions.areHeeded();
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
        return start();
    }

    private OperatorProcess start() {
        OperatorProcess started = OperatorProcess.start(
                kube.kubeconfig(),
                Map.of(
                        "INCUS_OPERATOR_NAMESPACE",
                        namespace.name(),
                        "INCUS_OPERATOR_NAMESPACED_HOSTS_ALLOW_LOCAL_ADDRESSES",
                        "true"),
                JVM,
                permissions);
        started.awaitReady(START_LIMIT);
        return started;
    }

    /** What it has logged stays with the build's other results. */
    private void end() {
        Path kept = Path.of("target", "operator-under-test-" + ++started + ".log");
        try {
            Files.copy(process.log(), kept, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            process.close();
        }
    }

    @Override
    public void close() {
        end();
        namespace.close();
    }
}
