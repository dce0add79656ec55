package dev.incusoperator.demo;

import dev.incusoperator.kube.Crds;
import dev.incusoperator.kube.KubeLadder;
import dev.incusoperator.kube.KubeServer;
import dev.incusoperator.kube.OperatorProcess;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What is shown is shown on: a daemon, a Kubernetes API, and the built operator as a process between them. What it needs is
 * in the environment, as dev/servers exports it; it says so where something is missing.
 */
final class Stage {
    static final Duration READY_LIMIT = Duration.ofSeconds(90);
    static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Progress progress = new Progress(System.out);
    private final TakeDown takeDown;
    private final Daemon daemon;
    private final KubeServer kube;
    private final KubernetesClient client;
    private final OperatorProcess operator;

    private Stage(TakeDown takeDown) {
        this.takeDown = takeDown;
        daemon = Daemon.of(System.getenv());
        takeDown.add(daemon::close);
        String incus = daemon.describe();
        if (!OperatorProcess.isBuilt()) {
            throw new DemoFailure(
                    "The operator is not built: mvn package -DskipTests builds it (dev/demo does so by itself)");
        }
        progress.step("looking for a Kubernetes API");
        kube = KubeLadder.ofEnvironment().climb();
        takeDown.add(kube::close);
        client = kube.newClient();
        takeDown.add(client::close);
        progress.step("installing the resource definitions");
        Crds.install(client);
        progress.step("starting the operator");
        operator = OperatorProcess.start(kube.kubeconfig());
        takeDown.add(this::stopOperator);
        operator.awaitReady(READY_LIMIT);
        progress.plain("\n" + incus + "      " + kube.name() + "\n");
    }

    /** Sets it up, plays, takes everything down, and ends this JVM with what the play returns; with 1 where it fails. */
    static void play(ToIntFunction<Stage> play) {
        // what libraries log is for the log of the operator; here a person reads
        Logger.getLogger("").setLevel(Level.OFF);
        TakeDown takeDown = new TakeDown();
        Runtime.getRuntime().addShutdownHook(new Thread(takeDown::run, "take down"));
        System.exit(run(takeDown, play));
    }

    private static int run(TakeDown takeDown, ToIntFunction<Stage> play) {
        try {
            return play.applyAsInt(new Stage(takeDown));
        } catch (DemoFailure e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (RuntimeException e) {
            // after Ctrl-C things fail because they are being taken down
            if (!takeDown.hasBegun()) {
                System.err.println("This has failed: " + e.getMessage());
            }
            return 1;
        }
    }

    Progress progress() {
        return progress;
    }

    TakeDown takeDown() {
        return takeDown;
    }

    Daemon daemon() {
        return daemon;
    }

    KubeServer kube() {
        return kube;
    }

    KubernetesClient client() {
        return client;
    }

    OperatorProcess operator() {
        return operator;
    }

    /** @throws IllegalStateException where it does not become ready, or somebody has to change something first */
    Seen awaitReady(Resource<GenericKubernetesResource> resource) {
        Seen seen = await(resource, READY_LIMIT, now -> now.isReady() || now.isStalled());
        if (!seen.isReady()) {
            throw new IllegalStateException(
                    (seen.isStalled() ? "someone has to change something: " : "it does not become ready: ")
                            + seen.inWords()
                            + logEnd());
        }
        return seen;
    }

    /** What it is when it is so, or when the time is over. */
    Seen await(Resource<GenericKubernetesResource> resource, Duration limit, Predicate<Seen> isSo) {
        Instant end = Instant.now().plus(limit);
        while (true) {
            GenericKubernetesResource now = resource.get();
            if (now == null) {
                throw new IllegalStateException("a resource was deleted while it was waited for");
            }
            Seen seen = Seen.of(now);
            progress.step(seen.inWords());
            if (isSo.test(seen) || Instant.now().isAfter(end)) {
                return seen;
            }
            waitALittle();
        }
    }

    /** Also ends the play where the operator has ended by itself. */
    void waitALittle() {
        if (operator.awaitEnd(POLL)) {
            throw operatorHasEnded();
        }
    }

    IllegalStateException operatorHasEnded() {
        return new IllegalStateException("the operator has ended, with exit code " + operator.exitCode() + logEnd());
    }

    String logEnd() {
        return "; the operator's log ends with:\n" + String.join("\n", operator.logTail(15));
    }

    private void stopOperator() {
        if (operator.isAlive()) {
            progress.step("stopping the operator");
        }
        if (operator.isAlive() && !operator.terminate(STOP_LIMIT)) {
            progress.plain("The operator still runs " + STOP_LIMIT.toSeconds() + " s after SIGTERM: killing it");
        }
        operator.close();
    }
}
