package dev.incusoperator.demo;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.kube.Crds;
import dev.incusoperator.kube.KubeLadder;
import dev.incusoperator.kube.KubeServer;
import dev.incusoperator.kube.OperatorProcess;
import dev.incusoperator.kube.Table;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The demo. Without arguments it stays, with everything running, until Ctrl-C; with {@code --once} it checks each
 * expectation, deletes what it made, and ends with exit code 0 or 1. What it needs is in the environment, as dev/servers
 * exports it; it says so where something is missing.
 */
public final class Demo {
    private static final Duration READY_LIMIT = Duration.ofSeconds(90);
    private static final Duration ADDRESS_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String GREETING = "hello from hello\n";

    private final Progress progress = new Progress(System.out);
    private final TakeDown takeDown;
    private final Daemon daemon;
    private final KubeServer kube;
    private final KubernetesClient client;
    private final OperatorProcess operator;
    private final Examples examples;

    private Demo(TakeDown takeDown) {
        this.takeDown = takeDown;
        daemon = Daemon.of(System.getenv());
        takeDown.add(daemon::close);
        examples = Examples.fitted(daemon.socket());
        String incus = daemon.describe();
        requireOperator();
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

    public static void main(String[] arguments) {
        // what libraries log is for the log of the operator; here a person reads
        Logger.getLogger("").setLevel(Level.OFF);
        boolean once = List.of(arguments).contains("--once");
        if (arguments.length > (once ? 1 : 0)) {
            System.err.println("usage: Demo [--once]");
            System.exit(2);
        }
        TakeDown takeDown = new TakeDown();
        Runtime.getRuntime().addShutdownHook(new Thread(takeDown::run, "take down"));
        System.exit(run(takeDown, once));
    }

    private static int run(TakeDown takeDown, boolean once) {
        try {
            Demo demo = new Demo(takeDown);
            return once ? demo.once() : demo.stay();
        } catch (DemoFailure e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (RuntimeException e) {
            // after Ctrl-C things fail because they are being taken down
            if (!takeDown.hasBegun()) {
                System.err.println("The demo has failed: " + e.getMessage());
            }
            return 1;
        }
    }

    private int stay() {
        show();
        progress.plain(howToGoOn());
        operator.awaitEnd(Duration.ofDays(365));
        throw operatorHasEnded();
    }

    private int once() {
        Expectations expectations = new Expectations(progress);
        Seen instance = show();
        progress.plain("");
        Optional<Instance> onHost = daemon.find(Examples.INSTANCE);
        expectations.check(
                "the host itself shows the instance Running",
                onHost.filter(found -> found.status().equals("Running")).isPresent(),
                onHost.map(Instance::status).orElse("it is not there"));
        expectations.check("the resource is Ready", instance.isReady(), instance.inWords());
        expectations.check(
                "its command said " + GREETING.strip(),
                instance.at("/status/exec/0/stdout/tail").asText().equals(GREETING)
                        && instance.at("/status/exec/0/exitCode").asInt(-1) == 0,
                instance.at("/status/exec/0"));
        expectations.check(
                "its IPv4 address is known",
                instance.at("/status/instance/ipv4").asText().matches("\\d+(\\.\\d+){3}"),
                instance.at("/status/instance"));
        deleteInstance();
        expectations.check(
                "deleting the resource deletes the instance on the host",
                daemon.find(Examples.INSTANCE).isEmpty()
                        && examples.instance(client).get() == null,
                "it is still there");
        expectations.check(
                "the operator stops within " + STOP_LIMIT.toSeconds() + " s of SIGTERM",
                operator.terminate(STOP_LIMIT),
                "it still runs" + logEnd());
        return expectations.allMet() ? 0 : 1;
    }

    /** Applies the examples, waits for them, and prints what they became. */
    private Seen show() {
        progress.step("applying deploy/examples: ClusterIncusHost local, IncusInstance hello");
        takeDown.add(this::deleteExamples);
        Instant applied = Instant.now();
        examples.apply(client);
        awaitReady(examples.host(client));
        awaitReady(examples.instance(client));
        Seen instance = awaitAddress(examples.instance(client));
        progress.step("ready %.1f s after it was applied"
                .formatted(Duration.between(applied, Instant.now()).toMillis() / 1000.0));
        progress.plain("\n" + Table.of(client, examples.listPath()).text(false));
        progress.plain("its command's output, .status.exec[0]:\n" + instance.at("/status/exec/0"));
        return instance;
    }

    private void awaitReady(Resource<GenericKubernetesResource> resource) {
        Seen seen = await(resource, READY_LIMIT, now -> now.isReady() || now.isStalled());
        if (!seen.isReady()) {
            throw new IllegalStateException(
                    (seen.isStalled() ? "someone has to change something: " : "it does not become ready: ")
                            + seen.inWords()
                            + logEnd());
        }
    }

    /** DHCP is not a part of being started; where there is none the demo goes on without. */
    private Seen awaitAddress(Resource<GenericKubernetesResource> resource) {
        return await(
                resource,
                ADDRESS_LIMIT,
                now -> !now.at("/status/instance/ipv4").asText().isEmpty());
    }

    /** What it is when it is so, or when the time is over. */
    private Seen await(Resource<GenericKubernetesResource> resource, Duration limit, Predicate<Seen> isSo) {
        Instant end = Instant.now().plus(limit);
        while (true) {
            GenericKubernetesResource now = resource.get();
            if (now == null) {
                throw new IllegalStateException("a resource of the demo was deleted while the demo waited for it");
            }
            Seen seen = Seen.of(now);
            progress.step(seen.inWords());
            if (isSo.test(seen) || Instant.now().isAfter(end)) {
                return seen;
            }
            waitALittle();
        }
    }

    private void deleteInstance() {
        progress.step("deleting IncusInstance hello");
        examples.instance(client).delete();
        Instant end = Instant.now().plus(READY_LIMIT);
        while (examples.instance(client).get() != null && Instant.now().isBefore(end)) {
            waitALittle();
        }
    }

    /** Also ends the demo where the operator has ended by itself. */
    private void waitALittle() {
        if (operator.awaitEnd(POLL)) {
            throw operatorHasEnded();
        }
    }

    private IllegalStateException operatorHasEnded() {
        return new IllegalStateException("the operator has ended, with exit code " + operator.exitCode() + logEnd());
    }

    private String logEnd() {
        return "; the operator's log ends with:\n" + String.join("\n", operator.logTail(15));
    }

    /** So that a host or a cluster that is not the demo's own is as it was. */
    private void deleteExamples() {
        if (operator.isAlive() && examples.instance(client).get() != null) {
            deleteInstance();
        }
        examples.host(client).delete();
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

    private String howToGoOn() {
        return """

                To go on, in another terminal:
                  export KUBECONFIG=%s
                  kubectl get iinst
                  kubectl get iinst hello -o jsonpath='{.status.exec[0]}'
                  kubectl delete iinst hello
                  %s
                The operator's log: %s
                Ctrl-C ends the demo and takes everything down.
                """.formatted(kube.kubeconfig(), daemon.listCommand(), operator.log());
    }

    private static void requireOperator() {
        if (!OperatorProcess.isBuilt()) {
            throw new DemoFailure(
                    "The operator is not built: mvn package -DskipTests builds it (dev/demo does so by itself)");
        }
    }
}
