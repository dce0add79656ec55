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
import dev.incusoperator.instance.ResourceLookup.Answer;
import dev.incusoperator.simulated.Latency;
import dev.incusoperator.simulated.ManualTime;
import dev.incusoperator.simulated.SimulatedHost;
import dev.incusoperator.simulated.SimulatedHostBuilder;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The resource {@code team-a/web}, all that deals with it but the framework and the API server, and a simulated host. Time
 * stands still unless a test moves it on; nothing is reconciled unless a test does it.
 */
final class Bench implements AutoCloseable {
    /** What was written into the resource, and how often the host had been written to by then. */
    record Note(String what, long hostWrites) {}

    static final ResourceID ID = new ResourceID("web", "team-a");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final SimulatedHost simulated;
    final Map<String, String> secrets = new HashMap<>();
    final Map<String, String> secretVersions = new HashMap<>();
    final List<Note> notes = new ArrayList<>();
    final IncusInstance resource = new IncusInstance();
    DirectHost host;
    boolean conflict;

    /** The API server has let the resource go, though it had our finalizer. */
    boolean vanished;

    Optional<Map<String, String>> namespaceLabels = Optional.of(Map.of());

    /** After so many writes into the resource the API server is away. */
    int writesLeft = Integer.MAX_VALUE;

    /** So many writes are made, and their answers are lost. */
    int answersLost;

    Runnable whileDeciding = () -> {};
    int reads;

    private final TestClock clock = new TestClock();
    private final ManualTime hostTime = new ManualTime(Given.NOW);
    private final IncusClient client;
    private InstanceReconciliation reconciliation;
    private String allow = "{everything: true}";
    private boolean released;

    Bench(Product product, String... spec) {
        this(product, Latency.none(), spec);
    }

    Bench(Product product, Latency latency, String... spec) {
        this(SimulatedHost.builder().product(product).latency(latency), spec);
    }

    /** On a host that is made so. */
    Bench(SimulatedHostBuilder built, String... spec) {
        this.simulated = built.time(hostTime).start();
        this.client = IncusClient.builder()
                .target(simulated.socketPath().toString())
                .timeouts(Duration.ofSeconds(5), Duration.ofSeconds(20))
                .build();
        restartOperator();
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

    /** The host's access rule gives this from now on. */
    void given(String allowed) {
        allow = allowed;
        restartOperator();
    }

    void annotate(String name, String value) {
        resource.getMetadata().setAnnotations(Map.of(name, value));
    }

    /** No annotation stands there any more. */
    void annotateNothing() {
        resource.getMetadata().setAnnotations(Map.of());
    }

    IncusClient client() {
        return client;
    }

    void delete() {
        resource.getMetadata().setDeletionTimestamp("2026-03-01T12:00:00Z");
    }

    /** As when the operator ends and begins anew: it knows what stands in the resource and on the host, no more. */
    void restartOperator() {
        host = new DirectHost(client, allow);
        reconciliation = new InstanceReconciliation(
                hosts(), new AccessCheck(namespace -> namespaceLabels), this::value, cluster(), clock);
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
        reconciliation.look(resource).ifPresent(view -> {
            whileDeciding.run();
            if (reconciliation.settle(view, new Notes()) instanceof InstanceReconciliation.Result.Released) {
                released = true;
            }
        });
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

    /** What deletes instances of resources that are gone, of this host. */
    Departures departures(Function<ResourceID, Answer> lookup, Consumer<HostKey> listener) {
        return new Departures(hosts(), reconciliation, lookup, listener, clock);
    }

    private Hosts hosts() {
        return hosts(key -> Optional.of(host));
    }

    /** Hosts that are all known. */
    static Hosts hosts(Map<HostKey, Host> all) {
        return hosts(key -> Optional.ofNullable(all.get(key)));
    }

    private static Hosts hosts(Function<HostKey, Optional<Host>> found) {
        return new Hosts() {
            @Override
            public Optional<Host> find(HostKey key) {
                return found.apply(key);
            }

            @Override
            public boolean synced() {
                return true;
            }

            @Override
            public void subscribe(HostListener listener) {}
        };
    }

    static ClusterIdentity cluster() {
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

    private final class Notes implements Journal {
        @Override
        public IncusInstance latest() {
            return resource;
        }

        @Override
        public void write(InstanceStatus status) {
            if (status.equals(resource.getStatus())) {
                return;
            }
            if (writesLeft == 0) {
                throw new KubernetesClientException("connection refused");
            }
            writesLeft--;
            resource.setStatus(status);
            notes.add(new Note("status", hostWrites()));
            if (answersLost > 0) {
                answersLost--;
                throw new KubernetesClientException("the connection broke before the answer was there");
            }
        }

        @Override
        public void writeIfUnchanged(InstanceStatus status) {
            if (conflict) {
                throw new KubernetesClientException("the object has been modified", 409, null);
            }
            write(status);
        }

        @Override
        public void addFinalizer() {
            if (resource.addFinalizer(Api.INSTANCE_FINALIZER)) {
                notes.add(new Note("finalizer", hostWrites()));
            }
        }

        @Override
        public boolean isHeld() {
            return !vanished && resource.hasFinalizer(Api.INSTANCE_FINALIZER);
        }

        @Override
        public void removeFinalizer() {
            resource.removeFinalizer(Api.INSTANCE_FINALIZER);
        }
    }
}
