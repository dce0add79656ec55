package dev.incusoperator.client.support;

import dev.incusoperator.chaos.Call.Side;
import dev.incusoperator.chaos.Passing;
import dev.incusoperator.chaos.TcpWire;
import dev.incusoperator.chaos.Trouble;

/** A stretch of network between a client and a server on loopback, to be cut or to fall silent. */
public final class Relay implements AutoCloseable {
    private final TcpWire wire;
    private volatile boolean silent;
    private volatile boolean refusing;

    /** @param exit the server's port */
    public Relay(int exit) {
        wire = new TcpWire(exit);
        wire.wire().trouble(new Trouble() {
            @Override
            public boolean onConnection() {
                return !refusing;
            }

            @Override
            public Passing onBytes(Side side) {
                return silent ? Passing.LOST : Passing.WHOLE;
            }
        });
    }

    public int port() {
        return wire.port();
    }

    /** Ends every connection; new ones may be made. */
    public void cut() {
        wire.wire().cut();
    }

    /** From now on nothing is passed on, in either direction, and nobody is told; or again it is. */
    public void silent(boolean now) {
        silent = now;
    }

    /** From now on new connections are ended at once; or again they are not. */
    public void refuse(boolean now) {
        refusing = now;
    }

    @Override
    public void close() {
        wire.close();
    }
}
