package dev.incusoperator.bench;

import dev.incusoperator.client.IncusClient;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** What our client writes for a call, byte by byte. */
final class SentBytes {
    private static final String ANSWER = "{\"type\":\"sync\",\"status_code\":200,\"metadata\":{\"name\":\"it\"}}";

    private SentBytes() {}

    /**
     * Of a call that has no body.
     *
     * @param host what its {@code Host} is to say
     * @param call what is called; it is answered with an instance
     */
    static byte[] of(String host, Consumer<IncusClient> call) throws IOException {
        Path directory = Files.createTempDirectory("bench-sent");
        Path path = directory.resolve("socket");
        try (AFUNIXServerSocket server = AFUNIXServerSocket.bindOn(AFUNIXSocketAddress.of(path));
                IncusClient client =
                        IncusClient.builder().target(path.toString()).build()) {
            CompletableFuture<String> head = CompletableFuture.supplyAsync(() -> answer(server));
            call.accept(client);
            return head.join()
                    .replace("\r\nHost: localhost\r\n", "\r\nHost: " + host + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        } finally {
            Files.deleteIfExists(path);
            Files.delete(directory);
        }
    }

    private static String answer(AFUNIXServerSocket server) {
        try (Socket socket = server.accept()) {
            String head = head(new BufferedInputStream(socket.getInputStream()));
            String answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + ANSWER.length()
                    + "\r\n\r\n" + ANSWER;
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            return head;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the request has no end");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
