package dev.incusoperator.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.contract.DevServer;
import dev.incusoperator.client.contract.RealServer;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.client.support.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real daemon; the test is skipped where there is none. */
final class RealPlace implements HttpsPlace {
    private final By by;
    private final RealServer server;
    private IncusClient client;
    private boolean stopped;
    private @Nullable ServerFiles own;

    RealPlace(Product product, By by) {
        this(RealServer.orSkip(product, by), by);
    }

    RealPlace(DevServer server, By by) {
        this(RealServer.orSkip(server, by), by);
    }

    private RealPlace(RealServer server, By by) {
        this.by = by;
        this.server = server;
        this.client = server.client();
    }

    @Override
    public Product product() {
        return server.product();
    }

    @Override
    public IncusClient client() {
        return client;
    }

    @Override
    public String imageServer() {
        return server.variable("IMAGE_SERVER");
    }

    @Override
    public void killDaemon() {
        assumeOurs();
        server.control("stop", "--kill");
        stopped = true;
    }

    @Override
    public void shutDownMachine() {
        assumeOurs();
        server.control("stop", "--machine");
        stopped = true;
    }

    private static void assumeOurs() {
        assumeTrue(
                System.getenv("INCUS_OPERATOR_DEV_SERVERS") != null,
                "the daemon is not ours to hurt: INCUS_OPERATOR_DEV_SERVERS is not set (dev/test sets it)");
    }

    @Override
    public void startDaemon() {
        if (stopped) {
            // one that is still on its way down is waited for
            server.control("restart");
            client.close();
            client = server.client();
            stopped = false;
        }
    }

    @Override
    public Path ownSocket() {
        assumeOurs();
        return server.file("SOCKET");
    }

    @Override
    public void show(TestCertificate certificate) {
        assumeOurs();
        try {
            own = new ServerFiles(Files.readString(certificateFile()), Files.readString(keyFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        restartWith(new ServerFiles(certificate.pem(), certificate.keyPem()));
    }

    @Override
    public void showOwn() {
        if (own != null) {
            restartWith(own);
            own = null;
        }
    }

    /** It reads them when it starts. */
    private void restartWith(ServerFiles files) {
        killDaemon();
        try {
            Files.writeString(certificateFile(), files.certificate());
            Files.writeString(keyFile(), files.key());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startDaemon();
    }

    private Path certificateFile() {
        return server.file("SERVER_CERT");
    }

    private Path keyFile() {
        return certificateFile().resolveSibling("server.key");
    }

    /** Both in PEM. */
    private record ServerFiles(String certificate, String key) {
        @Override
        public String toString() {
            return "ServerFiles";
        }
    }

    @Override
    public String connection(Story story) {
        if (by == By.SOCKET) {
            return "socket: {path: " + server.variable("SOCKET") + "}";
        }
        return HttpsPlace.connection(
                url(), story.hostSecret(trustedClient()), "{fingerprint: " + serverFingerprint() + "}");
    }

    @Override
    public String url() {
        return server.variable("URL");
    }

    @Override
    public String serverFingerprint() {
        return server.variable("SERVER_FINGERPRINT");
    }

    @Override
    public String serverCertificate() {
        return text("SERVER_CERT");
    }

    @Override
    public Map<String, String> trustedClient() {
        return client("CLIENT");
    }

    @Override
    public Map<String, String> strangeClient() {
        return client("STRANGER");
    }

    private Map<String, String> client(String who) {
        return Map.of("tls.crt", text(who + "_CERT"), "tls.key", text(who + "_KEY"));
    }

    private String text(String file) {
        try {
            return Files.readString(server.file(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
