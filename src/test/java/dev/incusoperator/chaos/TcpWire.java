package dev.incusoperator.chaos;

import dev.incusoperator.chaos.Call.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Between clients and a server of a TCP port on loopback. What they say, TLS mostly, is not looked into. */
public final class TcpWire implements HostWay {
    private final ServerSocket entry;
    private final Wire wire;

    /** @param server its port */
    public TcpWire(int server) {
        try {
            entry = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        wire = new Wire(Side.HOST, entry, () -> open(server), ByteLine::new);
    }

    private static Socket open(int server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** What clients are told to be the server's. */
    public int port() {
        return entry.getLocalPort();
    }

    @Override
    public Wire wire() {
        return wire;
    }

    @Override
    public void close() {
        wire.close();
    }
}
