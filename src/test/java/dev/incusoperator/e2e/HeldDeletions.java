package dev.incusoperator.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.incusoperator.client.support.TestCertificate;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An admission webhook that is asked about each deletion of an IncusInstance in one namespace and answers when the test says so:
 * by then the API server has decided whether the deletion waits for finalizers.
 */
final class HeldDeletions implements AutoCloseable {
    private static final String CONFIGURATION = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: NAME}
            webhooks:
            - name: deletions.example.com
              admissionReviewVersions: [v1]
              sideEffects: None
              failurePolicy: Fail
              timeoutSeconds: 30
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAME}}
              rules:
              - {apiGroups: [incusoperator.dev], apiVersions: ["*"], operations: [DELETE], resources: [incusinstances]}
              clientConfig: {url: "https://127.0.0.1:PORT/", caBundle: BUNDLE}
            """;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 25;

    private final KubernetesClient kube;
    private final GenericKubernetesResource configuration;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger tried = new AtomicInteger();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    HeldDeletions(TestInstance instance) {
        this.kube = instance.kube();
        TestCertificate certificate =
                new TestCertificate.Maker().addresses("127.0.0.1").make();
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls(certificate)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
        String bundle = Base64.getEncoder().encodeToString(certificate.pem().getBytes(StandardCharsets.UTF_8));
        configuration = Serialization.unmarshal(
                CONFIGURATION
                        .replace("NAME", instance.namespace())
                        .replace("PORT", Integer.toString(server.getAddress().getPort()))
                        .replace("BUNDLE", bundle),
                GenericKubernetesResource.class);
        kube.resource(configuration).create();
        // the API server takes a moment to heed it
        Eventually.isSo("deletions are held", () -> {
            instance.tryDelete();
            return tried.get() > 0;
        });
    }

    private static SSLContext tls(TestCertificate certificate) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "server",
                    certificate.key(),
                    new char[0],
                    certificate.chain().toArray(java.security.cert.Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody()).path("request");
            if (request.path("dryRun").asBoolean()) {
                tried.incrementAndGet();
            } else {
                asked.countDown();
                await(released);
            }
            ObjectNode review = JSON.createObjectNode()
                    .put("apiVersion", "admission.k8s.io/v1")
                    .put("kind", "AdmissionReview");
            review.putObject("response")
                    .put("uid", request.path("uid").asText())
                    .put("allowed", true);
            byte[] body = JSON.writeValueAsBytes(review);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Waits until a deletion is held. */
    void awaitAsked() {
        if (!await(asked)) {
            throw new AssertionError("nobody asked about a deletion");
        }
    }

    /** It goes on. */
    void release() {
        released.countDown();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        release();
        kube.resource(configuration).delete();
        server.stop(0);
        threads.shutdownNow();
    }
}
