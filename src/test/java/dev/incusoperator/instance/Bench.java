package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.host.HostListener;
import dev.incusoperator.host.Hosts;
import dev.incusoperator.instance.file.SourceSights;
import dev.incusoperator.instance.ready.CloudInitResults;
import dev.incusoperator.simulated.ManualTime;
import dev.incusoperator.simulated.SimulatedHost;
import dev.incusoperator.status.Conditions;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The resource {@code team-a/web}, all that deals with it but the framework and the API server, and a simulated host. Time
 * stands still unless a test moves it on; nothing is reconciled unless a test does it.
 */
final class Bench implements AutoCloseable {
    /** What was written into the resource, and how often the host had been written to by then. */
    record Note(String what, long hostWrites) {}

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final SimulatedHost simulated;
    final Map<String, String> secrets = new HashMap<>();
    final Map<String, String> secretVersions = new HashMap<>();
    final List<Note> notes = new ArrayList<>();
    final IncusInstance resource = new IncusInstance();
    DirectHost host;
    boolean conflict;

    /** After so many writes into the resource the API server is away. */
    int writesLeft = Integer.MAX_VALUE;

    Runnable whileDeciding = () -> {};
    int reads;

    private final TestClock clock = new TestClock();
    private final ManualTime hostTime = new ManualTime(Given.NOW);
    private final IncusClient client;
    private final InstanceStatusFactory statuses = new InstanceStatusFactory(clock);
    private Backoffs backoffs = new Backoffs(clock);
    private SourceSights sources = new SourceSights(clock);
    private CloudInitResults cloudInit = new CloudInitResults();
    private StateWatch states = new StateWatch();
    private Repetitions repetitions = new Repetitions(clock);
    private PassingMoments passing = new PassingMoments();
    private StepRunner runner = new StepRunner(this::value, sources, clock);
    private boolean released;

    Bench(Product product, String... spec) {
        this.simulated = SimulatedHost.builder().product(product).time(hostTime).start();
        this.client = IncusClient.builder()
                .target(simulated.socketPath().toString())
                .timeouts(Duration.ofSeconds(5), Duration.ofSeconds(20))
                .build();
        this.host = new DirectHost(client);
        resource.setMetadata(new ObjectMetaBuilder()
                .withNamespace("team-a")
                .withName("web")
                .withUid("uid-1")
                .withGeneration(1L)
                .build());
        asks(spec);
    }

    /** Another spec from now on. */
    void asks(String... spec) {
        resource.setSpec(Given.spec(spec));
        resource.getMetadata().setGeneration(resource.getMetadata().getGeneration() + 1);
    }

    void annotate(String name, String value) {
        resource.getMetadata().setAnnotations(Map.of(name, value));
    }

    void delete() {
        resource.getMetadata().setDeletionTimestamp("2026-03-01T12:00:00Z");
    }

    /** As when the operator ends and begins anew: it knows what stands in the resource and on the host, no more. */
    void restartOperator() {
        host = new DirectHost(client);
        backoffs = new Backoffs(clock);
        sources = new SourceSights(clock);
        cloudInit = new CloudInitResults();
        states = new StateWatch();
        repetitions = new Repetitions(clock);
        passing = new PassingMoments();
        runner = new StepRunner(this::value, sources, clock);
    }

    InstanceStatus status() {
        return resource.getStatus();
    }

    ExecStatus command(String name) {
        return status().execOrEmpty().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The Ready condition: its status and reason. */
    String ready() {
        return Conditions.find(status().conditions(), "Ready")
                .map(each -> each.getStatus() + " " + each.getReason())
                .orElse("");
    }

    String message() {
        return Conditions.find(status().conditions(), "Ready").orElseThrow().getMessage();
    }

    boolean released() {
        return released;
    }

    /** Calls that change something there. */
    long hostWrites() {
        return simulated.calls().counts().entrySet().stream()
                .filter(each -> !each.getKey().startsWith("GET"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    long sent(String method, String template) {
        return simulated.calls().count(method, template);
    }

    /** Here and on the host. */
    void passes(Duration time) {
        clock.advance(time);
        hostTime.advance(time);
    }

    /** Once, as the framework would have it done on an event. */
    void reconcile() {
        Optional<Situation> read = new SituationReader(
                        hosts(),
                        new AccessCheck(namespace -> Map.of()),
                        backoffs,
                        passing,
                        sources,
                        cloudInit,
                        cluster(),
                        clock)
                .read(resource);
        ResourceID id = ResourceID.fromResource(resource);
        boolean due = states.due(id, clock.instant());
        Optional<Situation> looked =
                due ? new StateLook(host, cloudInit).look(id, read.orElseThrow()) : Optional.empty();
        Situation situation = looked.orElse(read.orElseThrow());
        whileDeciding.run();
        Progression.End end =
                new Progression(hosts(), runner, backoffs, repetitions).advance(situation, new Notes(situation));
        end.over().forEach(host::forget);
        if (end.released()) {
            released = true;
            return;
        }
        boolean mayLook = !due || looked.isPresent();
        if (passing.untold(id, resource.getStatus(), end, clock.instant()).isPresent()) {
            nextLook(mayLook, id, end);
            return;
        }
        InstanceStatus status = statuses.build(
                resource.getStatus(), resource.getMetadata().getGeneration(), end.situation(), end.outcome());
        write(status);
        passing.told(id, end);
        nextLook(mayLook, id, end);
    }

    private void nextLook(boolean mayLook, ResourceID id, Progression.End end) {
        if (mayLook) {
            states.next(id, end.situation(), resource.getStatus());
        }
    }

    /** Reconciles until the resource is so. */
    void until(Predicate<Bench> so) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
            reconcile();
            return so.test(this);
        });
    }

    void untilReady(String statusAndReason) {
        until(bench -> bench.ready().equals(statusAndReason));
    }

    /** Reconciling once more neither writes to the host nor to the resource. */
    void isAtRest() {
        long before = hostWrites();
        int written = notes.size();
        reconcile();
        assertThat(hostWrites()).as("writes to the host at rest").isEqualTo(before);
        assertThat(notes).as("writes to the resource at rest").hasSize(written);
    }

    @Override
    public void close() {
        client.close();
        simulated.close();
    }

    private void write(InstanceStatus status) {
        if (!status.equals(resource.getStatus())) {
            if (writesLeft == 0) {
                throw new KubernetesClientException("connection refused");
            }
            writesLeft--;
            resource.setStatus(status);
            notes.add(new Note("status", hostWrites()));
        }
    }

    private Hosts hosts() {
        return new Hosts() {
            @Override
            public Optional<Host> find(HostKey key) {
                return Optional.of(host);
            }

            @Override
            public boolean synced() {
                return true;
            }

            @Override
            public void subscribe(HostListener listener) {}
        };
    }

    private static ClusterIdentity cluster() {
        return new ClusterIdentity(null) {
            @Override
            public String id() {
                return "cluster-1";
            }
        };
    }

    /** Secrets alone; {@code secretVersions} says of which version each is. */
    private StoredValue value(String namespace, ValueRef ref) {
        reads++;
        String value = Optional.ofNullable(secrets.get(ref.name() + "/" + ref.key()))
                .filter(there -> ref.kind() == ValueRef.Kind.SECRET)
                .orElseThrow(() -> new MissingValueException(
                        ref.kind().word() + " " + namespace + "/" + ref.name() + " does not exist: create it"));
        return new StoredValue(
                value.getBytes(StandardCharsets.UTF_8), "uid/" + secretVersions.getOrDefault(ref.name(), "1"));
    }

    private final class Notes implements StepRunner.Notebook {
        private final Situation situation;

        Notes(Situation situation) {
            this.situation = situation;
        }

        @Override
        public IncusInstance resource() {
            return resource;
        }

        @Override
        public void write(Memory memory) {
            if (conflict) {
                throw new KubernetesClientException("the object has been modified", 409, null);
            }
            Bench.this.write(statuses.build(
                    resource.getStatus(),
                    resource.getMetadata().getGeneration(),
                    situation.after(situation.sighting(), memory),
                    new Outcome.Progressing("CommandRunning", "running commands")));
        }

        @Override
        public void addFinalizer() {
            if (resource.addFinalizer(Api.INSTANCE_FINALIZER)) {
                notes.add(new Note("finalizer", hostWrites()));
            }
        }

        @Override
        public void removeFinalizer() {
            resource.removeFinalizer(Api.INSTANCE_FINALIZER);
        }
    }
}
