package dev.incusoperator.chaos;

import dev.incusoperator.chaos.Call.Side;
import dev.incusoperator.chaos.Wire.Dial;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.SocketFactory;

/** Between an operator, which speaks plainly, and a Kubernetes API, to which the client of a kubeconfig speaks. */
public final class KubeWire implements AutoCloseable {
    private final Path kubeconfig;
    private final Wire wire;

    /**
     * @param name of the operator whose wire it is, in the record
     * @param server a kubeconfig that leads to the server
     */
    public KubeWire(String name, Path server, CallRecord record) {
        try {
            Config config = Config.fromKubeconfig(Files.readString(server));
            ServerSocket entry = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
            wire = new Wire(
                    Side.KUBE,
                    entry,
                    exit(config),
                    (whole, client, there) -> new HttpLine(whole, record, name, client, there));
            kubeconfig = Files.writeString(Files.createTempFile("wire-", ".kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: wire, cluster: {server: "http://127.0.0.1:%d"}}]
                    users: [{name: user, user: {token: "%s"}}]
                    contexts: [{name: wire, context: {cluster: wire, user: user}}]
                    current-context: wire
                    """.formatted(
                            entry.getLocalPort(),
                            Optional.ofNullable(config.getOauthToken()).orElse("")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dial exit(Config config) {
        URI server = URI.create(config.getMasterUrl());
        SocketFactory sockets = server.getScheme().equals("https") ? tls(config) : SocketFactory.getDefault();
        return () -> {
            Socket socket = sockets.createSocket(server.getHost(), server.getPort());
            socket.setTcpNoDelay(true);
            return socket;
        };
    }

    private static SocketFactory tls(Config config) {
        try {
            return SSLUtils.sslContext(config).getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the kubeconfig has no client that TLS can be spoken with", e);
        }
    }

    /** What the operator is told to be the server's. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    public Wire wire() {
        return wire;
    }

    @Override
    public void close() {
        wire.close();
        try {
            Files.delete(kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
