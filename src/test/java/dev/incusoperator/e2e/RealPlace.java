package dev.incusoperator.e2e;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.contract.RealServer;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** A real daemon; the test is skipped where there is none. */
final class RealPlace implements Place {
    private final By by;
    private final RealServer server;
    private final IncusClient client;

    RealPlace(Product product, By by) {
        this.by = by;
        this.server = RealServer.orSkip(product, by);
        this.client = server.client();
    }

    RealServer server() {
        return server;
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
    public String connection(Story story) {
        if (by == By.SOCKET) {
            return "socket: {path: " + server.variable("SOCKET") + "}";
        }
        String secret = story.hostSecret(clientCertificate("CLIENT"));
        return """
                https:
                  addresses: [%s]
                  clientCertificate: {secretRef: {name: %s}}
                  server: {fingerprint: %s}
                """.formatted(server.variable("URL"), secret, server.variable("SERVER_FINGERPRINT"));
    }

    /** The data of a Secret of type kubernetes.io/tls: of CLIENT, RESTRICTED or STRANGER. */
    Map<String, String> clientCertificate(String who) {
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
