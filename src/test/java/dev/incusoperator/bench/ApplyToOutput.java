package dev.incusoperator.bench;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.deploy.Kustomize;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One container and its command: from {@code kubectl apply} until the output is in the status. */
final class ApplyToOutput implements Benchmark {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String HOST = "local";
    private static final String NAMESPACE = "single";
    private static final int MEASURED = 5;

    @Override
    public String name() {
        return "apply-to-output";
    }

    @Override
    public String what() {
        return "from kubectl apply to a command's output, one container on the real Incus";
    }

    @Override
    public boolean isInQuickRound() {
        return false;
    }

    @Override
    public Outcome run(Conditions conditions) {
        Path kubectl = Kustomize.kubectl().orElseThrow(() -> new NotHere("no kubectl on the PATH"));
        try (RealIncus incus = RealIncus.ofEnvironment();
                Cluster cluster = new Cluster();
                MeasuredOperator operator = MeasuredOperator.start(cluster, conditions)) {
            cluster.client().resource(Declaration.host(HOST, incus.socket(), 8)).create();
            Declaration.namespace(cluster.client(), NAMESPACE);
            try (Readiness readiness = new Readiness(cluster.client(), NAMESPACE)) {
                Site site = new Site(incus, kubectl, cluster, readiness, incus.network(), new AtomicInteger());
                site.ours();
                Rounds rounds = new Rounds()
                        .way("operator", site::ours)
                        .way("incus", site::theirs)
                        .way("kubectl", site::kubectlAlone);
                rounds.measure(MEASURED, conditions.progress());
                return Outcome.of(
                        new Row(
                                "5",
                                "from `kubectl apply` to the command's output in the status, one container",
                                Measure.milliseconds(1000 * rounds.median("operator")),
                                Measure.milliseconds(1000 * rounds.median("incus")),
                                "incus launch, incus exec",
                                Goal.above(Measure.milliseconds(100))),
                        Row.alone(
                                "5.kubectl",
                                "`kubectl apply` itself, of a ConfigMap that nobody acts upon",
                                Measure.milliseconds(1000 * rounds.median("kubectl")),
                                Goal.none()));
            }
        }
    }

    private record Site(
            RealIncus incus, Path kubectl, Cluster cluster, Readiness readiness, String network, AtomicInteger round) {
        double ours() {
            String name = "one-" + round.incrementAndGet();
            GenericKubernetesResource one = Declaration.instance(NAMESPACE, name, HOST, network, Declaration.COMMAND);
            Path manifest = write(Serialization.asYaml(one));
            double seconds = Stopwatch.seconds(() -> {
                apply(manifest);
                cluster.client()
                        .resources(IncusInstance.class)
                        .inNamespace(NAMESPACE)
                        .withName(name)
                        .waitUntilCondition(Site::hasOutput, LIMIT.toSeconds(), TimeUnit.SECONDS);
            });
            cluster.client().resource(one).delete();
            readiness.awaitGone(LIMIT);
            delete(manifest);
            return seconds;
        }

        /** What of that no operator can save. */
        double kubectlAlone() {
            ConfigMap one = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace(NAMESPACE)
                    .withName("alone")
                    .endMetadata()
                    .addToData("colour", "green")
                    .build();
            Path manifest = write(Serialization.asYaml(one));
            double seconds = Stopwatch.seconds(() -> apply(manifest));
            cluster.client().resource(one).delete();
            delete(manifest);
            return seconds;
        }

        private void apply(Path manifest) {
            RealIncus.run(
                    List.of(kubectl.toString(), "apply", "-f", manifest.toString()),
                    Map.of("KUBECONFIG", cluster.kubeconfig().toString()));
        }

        private static boolean hasOutput(IncusInstance seen) {
            return seen != null
                    && seen.getStatus() != null
                    && seen.getStatus().execOrEmpty().stream()
                            .anyMatch(each -> each.stdout() != null
                                    && each.stdout().tail().contains(Declaration.GREETING));
        }

        double theirs() {
            double seconds = incus.time("incus launch -q busybox theirs -n " + network
                    + " -s default -c user.colour=green </dev/null; incus exec theirs -- echo " + Declaration.GREETING);
            incus.time("incus delete -q -f theirs");
            return seconds;
        }

        private static Path write(String text) {
            try {
                return Files.writeString(Files.createTempFile("bench", ".yaml"), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path file) {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
