package dev.incusoperator.e2e;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.client.support.TestCertificate;
import dev.incusoperator.simulated.Fault;
import dev.incusoperator.simulated.InstanceView;
import dev.incusoperator.simulated.SimulatedHost;
import dev.incusoperator.simulated.TestIdentity;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A simulated host, by its socket or by HTTPS. */
final class SimulatedPlace implements HttpsPlace {
    /** Known to a host that was told of it. */
    static final String IMAGE_SERVER = "https://images.example";

    private final SimulatedHost host;
    private final By by;
    private IncusClient client;
    private @Nullable TestIdentity own;
    private boolean shutDown;

    SimulatedPlace(SimulatedHost host, By by) {
        this.host = host;
        this.by = by;
        this.client = newClient();
    }

    private IncusClient newClient() {
        return IncusClient.builder().target(host.socketPath().toString()).build();
    }

    SimulatedHost host() {
        return host;
    }

    @Override
    public Product product() {
        return host.product();
    }

    @Override
    public IncusClient client() {
        return client;
    }

    @Override
    public String imageServer() {
        return IMAGE_SERVER;
    }

    @Override
    public void killDaemon() {
        host.faults().killDaemon();
    }

    @Override
    public void shutDownMachine() {
        shutDown = true;
        host.faults().always("POST|PUT|PATCH|DELETE", ".*", Fault.status(503, "Shutting down"));
        host.instances().stream()
                .filter(InstanceView::running)
                .forEach(each -> host.admin().stop(each.project(), each.name()));
    }

    @Override
    public void startDaemon() {
        if (shutDown) {
            host.faults().killDaemon();
            host.faults().heal();
            shutDown = false;
        }
        host.faults().startDaemon();
        client.close();
        client = newClient();
    }

    @Override
    public Path ownSocket() {
        return host.socketPath();
    }

    @Override
    public void show(TestCertificate certificate) {
        if (own == null) {
            own = host.serverIdentity();
        }
        host.show(new TestIdentity(certificate.certificate(), certificate.key()));
    }

    @Override
    public void showOwn() {
        if (own != null) {
            host.show(own);
            own = null;
        }
    }

    @Override
    public String connection(Story story) {
        return by == By.SOCKET
                ? "socket: {path: " + host.socketPath() + "}"
                : HttpsPlace.connection(
                        url(), story.hostSecret(trustedClient()), "{fingerprint: " + serverFingerprint() + "}");
    }

    @Override
    public String url() {
        return host.url();
    }

    @Override
    public String serverFingerprint() {
        return host.serverFingerprint();
    }

    @Override
    public String serverCertificate() {
        return TestIdentity.pem(host.serverCertificate());
    }

    @Override
    public Map<String, String> trustedClient() {
        return secret(host.clientIdentity());
    }

    @Override
    public Map<String, String> strangeClient() {
        return secret(TestIdentity.client("stranger"));
    }

    private static Map<String, String> secret(TestIdentity client) {
        return Map.of("tls.crt", client.certificatePem(), "tls.key", client.keyPem());
    }

    @Override
    public void close() {
        client.close();
        host.close();
    }
}
