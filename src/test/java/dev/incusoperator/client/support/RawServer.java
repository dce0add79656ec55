package dev.incusoperator.client.support;

import dev.incusoperator.client.IncusClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on a unix socket that says, byte by byte, what a test tells it to: also what no HTTP library would let out. */
public final class RawServer implements AutoCloseable {
    /** Says what it has to; afterwards the next request is heard, unless the connection was closed. */
    public interface Script {
        void answer(String head, SocketChannel client) throws IOException;
    }

    private final Path directory;
    private final Path path;
    private final ServerSocketChannel entry;
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Script script = (request, client) -> client.close();

    public RawServer() {
        try {
            directory = Files.createTempDirectory("raw");
            path = directory.resolve("s");
            entry = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            entry.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    public RawServer says(Script what) {
        script = what;
        return this;
    }

    /** The request lines so far, {@code GET /1.0/instances HTTP/1.1}. Not kept beyond what a test clears. */
    public List<String> asked() {
        return asked;
    }

    public IncusClient.Builder builder() {
        return IncusClient.builder().target(path.toString()).timeouts(Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    /** A whole answer of status 200, with a length and, beside it, what {@code headers} holds ({@code Name: value\r\n}). */
    public static byte[] ok(String headers, byte[] body) {
        return http("200 OK", headers, body);
    }

    public static byte[] http(String status, String headers, byte[] body) {
        byte[] head = ("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + headers + "Content-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length + body.length);
        whole.writeBytes(head);
        whole.writeBytes(body);
        return whole.toByteArray();
    }

    public static void write(SocketChannel client, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            client.write(left);
        }
    }

    private void accept() {
        while (entry.isOpen()) {
            try {
                SocketChannel client = entry.accept();
                clients.add(client);
                thread(() -> serve(client));
            } catch (IOException e) {
                // the end of this server
            }
        }
    }

    private void serve(SocketChannel client) {
        Input input = new Input(client);
        try (client) {
            while (client.isOpen()) {
                String head = input.head();
                input.skip(length(head));
                asked.add(head.substring(0, head.indexOf('\r')));
                script.answer(head, client);
            }
        } catch (IOException e) {
            // the client has gone
        } finally {
            clients.remove(client);
        }
    }

    private static int length(String head) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return 0;
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "test-raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            entry.close();
            for (SocketChannel client : clients) {
                client.close();
            }
            Files.deleteIfExists(path);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a client sends, request by request. */
    private static final class Input {
        private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        private final SocketChannel from;
        private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024).flip();

        Input(SocketChannel from) {
            this.from = from;
        }

        String head() throws IOException {
            StringBuilder head = new StringBuilder();
            for (int matched = 0; matched < END.length; ) {
                byte next = next();
                head.append((char) next);
                matched = next == END[matched] ? matched + 1 : next == END[0] ? 1 : 0;
            }
            return head.toString();
        }

        void skip(int bytes) throws IOException {
            for (int i = 0; i < bytes; i++) {
                next();
            }
        }

        private byte next() throws IOException {
            if (!buffer.hasRemaining()) {
                buffer.clear();
                int read = from.read(buffer);
                buffer.flip();
                if (read < 0) {
                    throw new IOException("the end");
                }
            }
            return buffer.get();
        }
    }
}
