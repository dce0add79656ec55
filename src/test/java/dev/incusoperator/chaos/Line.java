package dev.incusoperator.chaos;

import java.io.IOException;
import java.net.Socket;

/**
 * One connection of a client, and the one to the server that belongs to it: two threads, one for each direction. The end of
 * the one is the end of the other.
 */
abstract class Line implements AutoCloseable {
    private final Wire wire;
    private final Socket client;
    private final Socket server;

    Line(Wire wire, Socket client, Socket server) {
        this.wire = wire;
        this.client = client;
        this.server = server;
    }

    final Wire wire() {
        return wire;
    }

    final Socket client() {
        return client;
    }

    final Socket server() {
        return server;
    }

    /** Passes on what the client says, until one of the ends has gone. */
    final void up() {
        try (this) {
            passUp();
        } catch (IOException e) {
            // one of the ends has gone
        }
    }

    /** Passes back what the server says, until one of the ends has gone. */
    final void down() {
        try (this) {
            passDown();
        } catch (IOException e) {
            // one of the ends has gone
        }
    }

    /** Returns where nothing more is to be passed. */
    abstract void passUp() throws IOException;

    /** Returns where nothing more is to be passed. */
    abstract void passDown() throws IOException;

    @Override
    public void close() {
        wire.forget(this);
        Wire.close(client);
        Wire.close(server);
    }
}
