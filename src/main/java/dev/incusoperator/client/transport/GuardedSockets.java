package dev.incusoperator.client.transport;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import javax.net.SocketFactory;

/**
 * Sockets that connect to allowed addresses only. The check is on the address that is connected to, after its name has
 * been resolved: a name that resolves to another address the next time is checked again.
 */
final class GuardedSockets extends SocketFactory {
    private final Predicate<InetAddress> allowed;
    private final long mostBytes;

    /** @param mostBytes that may come in reply to one thing sent: also as chunk extensions, say, which no other bound sees */
    GuardedSockets(Predicate<InetAddress> allowed, long mostBytes) {
        this.allowed = allowed;
        this.mostBytes = mostBytes;
    }

    /** The server sends without end. */
    static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1L;

        TooMuch() {
            super("more came than an answer may have");
        }
    }

    /** The address is out of bounds: nothing was sent there. */
    static final class OutOfBounds extends ConnectException {
        private static final long serialVersionUID = 1L;

        OutOfBounds(String message) {
            super(message);
        }
    }

    @Override
    public Socket createSocket() {
        return new Guarded();
    }

    /** Checks where it leads, and lets no more in, between two things that go out, than an answer may have. */
    private final class Guarded extends Socket {
        private final AtomicLong sinceSent = new AtomicLong();

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            check(endpoint);
            super.connect(endpoint, timeout);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    return counted(super.read(), 1);
                }

                @Override
                public int read(byte[] to, int from, int most) throws IOException {
                    int read = super.read(to, from, most);
                    return counted(read, read);
                }
            };
        }

        private int counted(int result, int read) throws TooMuch {
            if (result >= 0 && sinceSent.addAndGet(read) > mostBytes) {
                throw new TooMuch();
            }
            return result;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] from, int first, int length) throws IOException {
                    sinceSent.set(0);
                    out.write(from, first, length);
                }
            };
        }
    }

    private void check(SocketAddress endpoint) throws OutOfBounds {
        InetAddress address = endpoint instanceof InetSocketAddress internet ? internet.getAddress() : null;
        if (address == null || !allowed.test(address)) {
            throw new OutOfBounds("not an address that may be connected to");
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return createSocket(address, port);
    }

    private Socket connected(InetSocketAddress endpoint) throws IOException {
        Socket socket = createSocket();
        socket.connect(endpoint);
        return socket;
    }
}
