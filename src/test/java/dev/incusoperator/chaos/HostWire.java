package dev.incusoperator.chaos;

import dev.incusoperator.chaos.Call.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Between operators and a server that is reached by a unix socket. */
public final class HostWire implements AutoCloseable {
    private final Map<Long, String> names = new ConcurrentHashMap<>();
    private final Path directory;
    private final Wire wire;

    /** @param server its socket, which may go and come again */
    public HostWire(Path server, CallRecord record) {
        try {
            directory = Files.createTempDirectory("wire-");
            wire = new Wire(
                    this::name,
                    Side.HOST,
                    AFUNIXServerSocket.bindOn(AFUNIXSocketAddress.of(socket())),
                    () -> AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(server)),
                    record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who is known in the record by that name: a process that has not connected yet. Others are "operator". */
    public void name(long pid, String name) {
        names.put(pid, name);
    }

    private String name(Socket client) throws IOException {
        long pid = ((AFUNIXSocket) client).getPeerCredentials().getPid();
        return names.getOrDefault(pid, "operator");
    }

    /** What the operator is told to be the server's. */
    public Path socket() {
        return directory.resolve("unix.socket");
    }

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
