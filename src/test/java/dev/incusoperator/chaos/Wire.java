package dev.incusoperator.chaos;

import dev.incusoperator.chaos.Call.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is between clients and one server: every byte passes here. */
public final class Wire implements AutoCloseable {
    private final Side side;
    private final ServerSocket entry;
    private final Dial exit;
    private final Lines kind;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private volatile Trouble trouble = Trouble.none();

    /** Connects to the server. */
    interface Dial {
        Socket open() throws IOException;
    }

    /** Makes the lines of one kind. */
    interface Lines {
        Line between(Wire wire, Socket client, Socket server) throws IOException;
    }

    Wire(Side side, ServerSocket entry, Dial exit, Lines kind) {
        this.side = side;
        this.entry = entry;
        this.exit = exit;
        this.kind = kind;
        thread(this::accept, "accept");
    }

    Side side() {
        return side;
    }

    Trouble trouble() {
        return trouble;
    }

    /** From now on. */
    public void trouble(Trouble other) {
        trouble = other;
    }

    /** Ends every connection; new ones may be made. */
    public void cut() {
        lines.forEach(Line::close);
    }

    void forget(Line line) {
        lines.remove(line);
    }

    private void accept() {
        while (!entry.isClosed()) {
            try {
                Socket client = entry.accept();
                thread(() -> connect(client), "up");
            } catch (IOException e) {
                // the end of this wire
            }
        }
    }

    private void connect(Socket client) {
        if (!trouble.onConnection()) {
            close(client);
            return;
        }
        try {
            Line line = kind.between(this, client, exit.open());
            lines.add(line);
            thread(line::down, "down");
            line.up();
        } catch (IOException e) {
            // nobody at the other end: nobody at this end either
            close(client);
        }
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no more use in any case
        }
    }

    private void thread(Runnable work, String what) {
        Thread thread = new Thread(work, "wire-" + side + "-" + what);
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
