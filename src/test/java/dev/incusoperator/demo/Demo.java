package dev.incusoperator.demo;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.kube.Table;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The demo. Without arguments it stays, with everything running, until Ctrl-C; with {@code --once} it checks each
 * expectation, deletes what it made, and ends with exit code 0 or 1. What it needs is in the environment, as dev/servers
 * exports it; it says so where something is missing.
 */
public final class Demo {
    private static final Duration ADDRESS_LIMIT = Duration.ofSeconds(20);
    private static final String GREETING = "hello from hello\n";

    private final Stage stage;
    private final Progress progress;
    private final KubernetesClient client;
    private final Examples examples;

    private Demo(Stage stage) {
        this.stage = stage;
        this.progress = stage.progress();
        this.client = stage.client();
        this.examples = Examples.fitted(stage.daemon());
    }

    public static void main(String[] arguments) {
        boolean once = List.of(arguments).contains("--once");
        if (arguments.length > (once ? 1 : 0)) {
            System.err.println("usage: Demo [--once]");
            System.exit(2);
        }
        Stage.play(stage -> {
            Demo demo = new Demo(stage);
            return once ? demo.once() : demo.stay();
        });
    }

    private int stay() {
        show();
        progress.plain(howToGoOn());
        stage.operator().awaitEnd(Duration.ofDays(365));
        throw stage.operatorHasEnded();
    }

    private int once() {
        Expectations expectations = new Expectations(progress);
        Seen instance = show();
        progress.plain("");
        Optional<Instance> onHost = stage.daemon().find(Examples.INSTANCE);
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
                stage.daemon().find(Examples.INSTANCE).isEmpty()
                        && examples.instance(client).get() == null,
                "it is still there");
        expectations.check(
                "the operator stops within " + Stage.STOP_LIMIT.toSeconds() + " s of SIGTERM",
                stage.operator().terminate(Stage.STOP_LIMIT),
                "it still runs" + stage.logEnd());
        return expectations.allMet() ? 0 : 1;
    }

    /** Applies the examples, waits for them, and prints what they became. */
    private Seen show() {
        progress.step("applying deploy/examples: ClusterIncusHost local, IncusInstance hello");
        stage.takeDown().add(this::deleteExamples);
        Instant applied = Instant.now();
        examples.apply(client);
        stage.awaitReady(examples.host(client));
        stage.awaitReady(examples.instance(client));
        Seen instance = awaitAddress(examples.instance(client));
        progress.step("ready %.1f s after it was applied"
                .formatted(Duration.between(applied, Instant.now()).toMillis() / 1000.0));
        progress.plain("\n" + Table.of(client, examples.listPath()).text(false));
        progress.plain("its command's output, .status.exec[0]:\n" + instance.at("/status/exec/0"));
        return instance;
    }

    /** DHCP is not a part of being started; where there is none the demo goes on without. */
    private Seen awaitAddress(Resource<GenericKubernetesResource> resource) {
        return stage.await(
                resource,
                ADDRESS_LIMIT,
                now -> !now.at("/status/instance/ipv4").asText().isEmpty());
    }

    private void deleteInstance() {
        progress.step("deleting IncusInstance hello");
        examples.instance(client).delete();
        Instant end = Instant.now().plus(Stage.READY_LIMIT);
        while (examples.instance(client).get() != null && Instant.now().isBefore(end)) {
            stage.waitALittle();
        }
    }

    /** So that a host or a cluster that is not the demo's own is as it was. */
    private void deleteExamples() {
        if (stage.operator().isAlive() && examples.instance(client).get() != null) {
            deleteInstance();
        }
        examples.host(client).delete();
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
                """.formatted(
                        stage.kube().kubeconfig(),
                        stage.daemon().listCommand(),
                        stage.operator().log());
    }
}
