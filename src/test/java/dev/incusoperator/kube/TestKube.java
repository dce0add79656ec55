package dev.incusoperator.kube;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The Kubernetes API that the tests of this JVM share: the first of the {@link KubeLadder} that works, started when first
 * asked for, with the operator's resource definitions installed, and stopped when the JVM ends.
 */
public final class TestKube {
    private static final String NAME = "incus-operator.test-kube.name";
    private static final String KIND = "incus-operator.test-kube.kind";
    private static final String KUBECONFIG = "incus-operator.test-kube.kubeconfig";

    private static final AtomicReference<CompletableFuture<TestKube>> SHARED = new AtomicReference<>();

    private final KubeServer server;
    private final KubernetesClient client;

    private TestKube(KubeServer server) {
        this.server = server;
        this.client = server.newClient();
    }

    /**
     * The shared server; started by the first call.
     *
     * @throws java.util.concurrent.CompletionException where none can be had, with the reasons
     */
    public static TestKube get() {
        CompletableFuture<TestKube> mine = new CompletableFuture<>();
        CompletableFuture<TestKube> shared = SHARED.compareAndExchange(null, mine);
        if (shared != null) {
            return shared.join();
        }
        try {
            mine.complete(start());
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
        }
        return mine.join();
    }

    /** One that is a test's own, with the resource definitions installed; its client is the caller's to close. */
    static TestKube of(KubeServer server) {
        TestKube kube = new TestKube(server);
        Crds.install(kube.client);
        return kube;
    }

    /** The name of the shared server, once a test has asked for it. */
    public static Optional<String> startedName() {
        return Optional.ofNullable(System.getProperty(NAME));
    }

    /** As the report shows it: {@code kube-apiserver v1.36.3}. */
    public String name() {
        return server.name();
    }

    /** Whether it validates, defaults and authorizes; the embedded one does not. */
    public boolean isReal() {
        return server.isReal();
    }

    /** A client with every right; shared, not to be closed. */
    public KubernetesClient client() {
        return client;
    }

    /** For processes of their own. */
    public Path kubeconfig() {
        return server.kubeconfig();
    }

    public KubeServer server() {
        return server;
    }

    /** A new namespace with a name that no other test has. */
    public TestNamespace freshNamespace() {
        String name = "t-" + UUID.randomUUID().toString().substring(0, 13);
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return new TestNamespace(name, client);
    }

    private static TestKube start() {
        Optional<KubeServer> running = running();
        if (running.isPresent()) {
            return new TestKube(running.get());
        }
        KubeServer server = KubeLadder.ofEnvironment().climb();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop " + server.name()));
        TestKube kube = new TestKube(server);
        Crds.install(kube.client);
        System.setProperty(KIND, server.kind().name());
        System.setProperty(KUBECONFIG, server.kubeconfig().toString());
        System.setProperty(NAME, server.name());
        return kube;
    }

    /** One that was started in this JVM by this class as another class loader knows it: Quarkus tests have one of their own. */
    private static Optional<KubeServer> running() {
        return startedName()
                .map(name -> new KubeServer(
                        KubeServer.Kind.valueOf(System.getProperty(KIND)),
                        name,
                        Path.of(System.getProperty(KUBECONFIG)),
                        () -> {}));
    }
}
