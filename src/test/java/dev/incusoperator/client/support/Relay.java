package dev.incusoperator.client.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A stretch of network between a client and a server on loopback, to be cut or to fall silent. */
public final class Relay implements AutoCloseable {
    private final ServerSocket entry;
    private final int exit;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean silent;
    private volatile boolean refusing;

    public Relay(int exit) {
        this.exit = exit;
        try {
            this.entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    public int port() {
        return entry.getLocalPort();
    }

    /** Ends every connection; new ones may be made. */
    public void cut() {
        sockets.forEach(Relay::close);
        sockets.clear();
    }

    /** From now on nothing is passed on, in either direction, and nobody is told; or again it is. */
    public void silent(boolean now) {
        silent = now;
    }

    /** From now on new connections are ended at once; or again they are not. */
    public void refuse(boolean now) {
        refusing = now;
    }

    private void accept() {
        while (!entry.isClosed()) {
            try {
                Socket from = entry.accept();
                if (refusing) {
                    close(from);
                    continue;
                }
                Socket to = new Socket(InetAddress.getLoopbackAddress(), exit);
                sockets.addAll(List.of(from, to));
                thread(() -> pass(from, to));
                thread(() -> pass(to, from));
            } catch (IOException e) {
                // nobody at the other end, or the end of this relay
            }
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!silent) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // cut
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "test-relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            entry.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
