package dev.incusoperator.chaos;

import dev.incusoperator.chaos.Call.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Between operators and a server that is reached by a unix socket. */
public final class HostWire implements HostWay {
    private final Path directory;
    private final Wire wire;

    /** @param server its socket, which may go and come again */
    public HostWire(Path server, CallRecord record) {
        try {
            directory = Files.createTempDirectory("wire-");
            wire = new Wire(
                    Side.HOST,
                    AFUNIXServerSocket.bindOn(AFUNIXSocketAddress.of(socket())),
                    () -> AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(server)),
                    (whole, client, there) -> new HttpLine(whole, record, record.name(pid(client)), client, there));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long pid(Socket client) throws IOException {
        return ((AFUNIXSocket) client).getPeerCredentials().getPid();
    }

    /** What the operator is told to be the server's. */
    public Path socket() {
        return directory.resolve("unix.socket");
    }

    @Override
    public Wire wire() {
        return wire;
    }

    @Override
    public void close() {
        wire.close();
        try {
            Files.deleteIfExists(socket());
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
